// SPDX-License-Identifier: MIT
// Users and groups: what packages declare, added to the texts of etc/passwd, etc/group and etc/shadow.
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include <stddef.h>

#include "text.h"

struct arena;
struct source;

struct accounts {
	struct text passwd, group, shadow;
};

// Adds the users and groups of the packages, sorted by their numbers, behind what is there, of which no line is changed but a
// group's that gets members. New users have no password. Numbers are those of the packages, always. -E_DATA and recorded when
// two have one number or one name and differ, when a user's group or a group's member is nowhere, or when a line
// of the texts is none. Adding twice changes nothing.
int accounts_add(struct accounts *t, struct arena *a, const struct source *source, size_t count);

#endif
