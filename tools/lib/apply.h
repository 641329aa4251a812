// SPDX-License-Identifier: MIT
// Carrying out a transaction's journal, and what a run finds that another one left: docs/orion-transactions.7.scd.
#ifndef APPLY_H
#define APPLY_H

#include <stdbool.h>

#include "text.h"

struct arena;
struct journal;
struct target;

// The staging directory in the state, and the one at the top of each other file system below the root.
#define APPLY_STAGE "tx"
#define APPLY_STAGE_ELSEWHERE ".orion-pkg.tx"

// Does what the journal says. A step that is done already is done. Then all of it is on the disk.
int apply_journal(const struct target *t, const struct journal *j);

// Forgets the journal, then takes away what was staged. For an undecided transaction too.
int apply_clean(const struct target *t, struct arena *a);

// True when a run was cut off and recover has something to do.
bool recover_pending(const struct target *t);

enum recovered { RECOVERED_NOTHING, RECOVERED_FINISHED, RECOVERED_UNDONE };

// Finishes or undoes what another run left; the lock must be held. Which of them it was, or negative and recorded.
int recover(const struct target *t, struct arena *a);

#endif
