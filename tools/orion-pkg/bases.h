// SPDX-License-Identifier: MIT
// What the commands share that look at a role of a base: --base, --role, and opening it.
#ifndef BASES_H
#define BASES_H

#include "base.h"
#include "installed.h"
#include "options.h"

struct call;
struct index;
struct repository;

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

void bases_close(struct base *b, struct base_role *r);

// What machines the role boots on; s is NULL when it has booted none yet. In the arena.
int bases_arch(const struct base_role *r, struct arena *a, struct text *arch);

// Opens the repository of a base: its own keys say whom to believe.
int bases_repository(const struct base *b, struct call *c, struct repository *repo);

// The packages of a lock as if they were installed: names, versions and digests.
int bases_list(struct call *c, struct text lock, struct installed *in);

// The same of those that the indexes (ended by NULL) have, with what they say of each other. missing (may be NULL) is called for each that none has.
int bases_installed(struct call *c, struct text lock, const struct index *const *index,
	struct installed *in, void (*missing)(struct text name, struct text version));

#endif
