// SPDX-License-Identifier: MIT
// What the commands share that look at a role of a base: --base, --role, and opening it.
#ifndef BASES_H
#define BASES_H

#include "base.h"
#include "base_packages.h"
#include "installed.h"
#include "options.h"

struct call;

extern const struct option base_rows[];	// --base, --role, --root
extern const struct option base_change_rows[];	// the same, --no-wait, --simulate

extern const char *base_path;	// NULL: that of this machine
extern const char *base_role_name;	// NULL: the only one

// 1 when the call is about a base: it names one, or no root and this machine has one. 0 when not; -E_CALL for both.
int bases_chosen(void);

// Opens base and role to look at them. Says on stderr when a run was cut off.
int bases_open(struct base *b, struct base_role *r, struct call *c);

// Opens them, gives the answer, closes them: what root_answer is for a target.
int bases_answer(struct call *c, int (*answer)(struct call *c, const struct base_role *r));

// Opens them to change something: locked, what was cut off is finished or undone.
int bases_change(struct base *b, struct base_role *r, struct call *c, const char *command);

// The lock of a base, and what was cut off is finished or undone: for a command that chooses the roles itself.
int bases_lock(struct base *b, struct call *c, const char *command);
int bases_recover(struct base *b, struct call *c, const char *role);

// A line for people, with the program's name.
void bases_tell(const char *line);

void bases_close(struct base *b, struct base_role *r);

#endif
