// SPDX-License-Identifier: MIT
// Configuration files as their packages had them, for merging: what is on the disk may be changed, and what came before it is in no
// package that is here. Below TARGET_STATE: `pristine/DIGEST`, the contents; `pristine/bases`, from which of them a file was changed that has
// a new version beside it. Nothing else depends on them, so they are beside transactions: a note that comes too early says what is
// true anyway, and what is missing is made up for by the next run.
#ifndef PRISTINE_H
#define PRISTINE_H

#include <stddef.h>

#include "text.h"

struct arena;
struct installed;
struct target;
struct transaction_change;

// Before a transaction: notes from what those files were changed here that get a new version.
int pristine_note(const struct target *t, struct arena *a, const struct transaction_change *change,
	size_t changes);

// After it: keeps what is on the disk as a package has it, and forgets what no installed package has any more. What is installed is
// read, with the manifests, unless it is given.
int pristine_settle(const struct target *t, const struct installed *in, struct arena *a);

// What the file at the path was changed from, of which there is a new version beside it. -E_NO when it isn't known.
int pristine_base(const struct target *t, struct arena *a, struct text path, struct text *content);

#endif
