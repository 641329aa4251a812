// SPDX-License-Identifier: MIT
// A problem as clauses: explain.c makes them few, tell.c tells them.
#ifndef EXPLAIN_IMPL_H
#define EXPLAIN_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve_impl.h"

enum clause_kind {
	CLAUSE_GOAL,
	CLAUSE_NEEDS,
	CLAUSE_CONFLICT,
	CLAUSE_REPLACES,
	CLAUSE_ONE_NAME,
	CLAUSE_OTHER
};

// At least one of the literals holds: candidate + 1 is chosen, -(candidate + 1) isn't.
struct clause {
	enum clause_kind kind;
	uint32_t goal;
	uint32_t from, to;	// candidates; who says it, and of whom
	uint32_t relation;
	int *literal;
	size_t literals;
	bool out;		// not needed
	bool told;
};

struct problem {
	struct solving *s;
	const uint32_t *relation;
	struct clause *clause;
	size_t clauses;
	signed char *value;	// by candidate: 1 chosen, -1 not, 0 open
	uint32_t *trail;
	size_t trails;
	size_t tries;
	struct buffer *out;
	size_t sentences, left_out;
};

// Appends the sentences. -ENOMEM and recorded.
int problem_tell(struct problem *p);

#endif
