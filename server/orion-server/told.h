// SPDX-License-Identifier: MIT
// What this server tells its replicas: files that orion-httpd serves as /peer/, the signed list `state` and contents by their digest.
#ifndef TOLD_H
#define TOLD_H

#include "shared.h"

struct base;
struct minisign_secret;
struct peers;

// Writes what isn't so; *changed: something wasn't. What only one of the others may read is sealed for it. Wants the base's lock.
int told_write(struct arena *a, const struct base *b, const struct shared *known,
	const struct minisign_secret *key, const struct peers *peers, bool *changed);

// Where a content is that was told.
const char *told_path(struct arena *a, const struct digest *d);

#endif
