// SPDX-License-Identifier: MIT
// What the commands that look at a target share: --root, and opening it.
#ifndef ROOT_H
#define ROOT_H

#include "installed.h"
#include "options.h"
#include "target.h"

struct call;

extern const struct option root_rows[];	// --root
extern const struct option change_rows[];	// --root, --no-wait, --simulate

extern const char *root_path;	// NULL: this machine
extern bool root_no_wait, root_simulate;

// Opens the target and reads its list, without the manifests. Says on stderr when a transaction was cut off.
int root_open(struct target *t, struct installed *in, struct call *c);

// Opens it, gives the answer, closes it.
int root_answer(struct call *c,
	int (*answer)(struct call *c, const struct target *t, struct installed *in));

// Closes both.
void root_close(struct target *t, struct installed *in);

// Opens it to change something: locked, what was cut off is finished or undone. command is for those who wait.
int root_change(struct target *t, struct call *c, const char *command);

// The package of that name; NULL, and E_NO recorded, when it isn't installed.
struct installed_package *root_package(
	const struct target *t, const struct installed *in, const char *name);

// A path as packages spell it: without what is in front of it when it is named from the root.
const char *root_plain(const char *path);

// Reads a list of lines in the state (`world`, `hold`); none is an empty one.
int root_lines(struct arena *a, const struct target *t, const char *name, struct texts *lines);

// The text of such a list, in the arena; s is NULL without memory.
struct text root_lines_text(struct arena *a, const struct texts *lines);

#endif
