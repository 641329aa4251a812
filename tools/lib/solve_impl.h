// SPDX-License-Identifier: MIT
// What the parts of the solver share.
#ifndef SOLVE_IMPL_H
#define SOLVE_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve.h"
#include "universe.h"

struct s_Solver;
struct buffer;

enum goal_kind {
	GOAL_WISH,	// one of some
	GOAL_DOWNGRADE,	// the same: an older version
	GOAL_HOLD,	// what is installed
	GOAL_REMOVE,	// all versions of a name: none of them
	GOAL_RENEW,	// what is installed: not that, but what the repository has of the same version
	GOAL_NEWER,	// what is older than what is installed: not that
};

// What somebody wants, as a condition on the candidates: one of them, or none of them.
struct goal {
	enum goal_kind kind;
	struct text text;	// the relation or name
	bool new;		// it was asked for in this call
	bool none;
	bool given_up;	// it is part of a problem that was told
	struct numbers of;
};

struct solving {
	struct arena *arena;
	const struct request *request;
	struct plan *plan;
	struct universe u;
	struct goal *goal;
	size_t goals;
	bool *chosen;	// by candidate
	bool *have;	// by group: room for settle_valid
};

// True when it has that job.
bool request_has(const struct request *r, enum job_kind kind, struct text text);

// True when packages of that name shall be the newest.
bool request_upgrades(const struct request *r, struct text name);

// Makes the wish of the plan and all goals, and loads the universe that these can reach.
int goals_make(struct solving *s);

// By candidate: the lower, the better; NULL without memory.
uint32_t *preferences_make(struct solving *s);

// Candidates that should be there, the most important first: the best of what was asked for, then what is installed and
// needed.
int hopes_make(struct solving *s, const uint32_t *preference, struct numbers *hopes);

// Makes of what is chosen a choice of which nothing can be dropped, and in which no package alone can have a better
// version. preference is by candidate: the lower, the better.
int settle(struct solving *s, const uint32_t *preference);

// True when what is chosen satisfies all goals and all that packages say.
bool settle_valid(const struct solving *s);

// The steps from what is installed to what is chosen.
int steps_make(struct solving *s);

// Appends why there is no choice, as far as it is one problem, and gives up the goals that are part of it. relation says
// which relation an Id of libsolv's pool is, by Id.
int explain(
	struct solving *s, struct s_Solver *solver, const uint32_t *relation, struct buffer *out);

// Where the candidate of a solvable begins: 0 is none in libsolv, 1 is the machine itself.
enum { SOLVABLE_BASE = 2 };

#endif
