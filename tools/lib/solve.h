// SPDX-License-Identifier: MIT
// What is to be done so that a target has what is wished. docs/orion-pkg-plan.7.scd says which of the many answers it is.
#ifndef SOLVE_H
#define SOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manifest.h"

struct arena;
struct index;
struct index_package;
struct installed;
struct installed_package;

enum job_kind {
	JOB_INSTALL,	// a relation: it is wished from now on
	JOB_REMOVE,	// a name: not wished any more, and not there
	JOB_UPGRADE,	// a name: its best version
	JOB_DOWNGRADE,	// NAME or NAME with a version: one that is below what is installed
	JOB_REINSTALL,	// a name: its files anew
};

struct job {
	enum job_kind kind;
	struct text text;
};

struct request {
	struct texts wish;	// relations; sorted, as wish.h has them
	struct texts held;	// names: what is installed of these stays as it is
	const struct job *job;
	size_t jobs;
	bool upgrade;	// all packages
	bool downgrade;	// versions below the installed ones are as good as others
};

enum step_kind {
	STEP_INSTALL,
	STEP_UPGRADE,
	STEP_DOWNGRADE,
	STEP_REINSTALL,	// the same version
	STEP_REMOVE,
	STEP_KEEP,	// an upgrade that was asked for doesn't happen
};

struct step {
	enum step_kind kind;
	struct text name;
	const struct index_package *available;	// what comes; NULL with remove and keep
	struct installed_package *installed;	// what goes, or is kept; NULL with install
	const struct index_package
		*newest; // of upgrade and keep: a repository has this one, above it; or NULL
	bool held;	// of keep: that's why
};

struct plan {
	// Packages come after what they need, as far as that isn't a cycle; then others go, before what they needed; last, what
	// is kept.
	struct step *step;
	size_t steps;
	struct texts wish;	// as it is then
	struct texts wished, unwished;	// what that adds and takes away
	uint64_t fetch;		// bytes of packages to come
	uint64_t grows;	// bytes of their contents
	struct text
		why; // when there is no plan: sentences that say why and what would help, a line each
};

// 0 and a plan; -E_NO when the wish can't be had, with plan->why; -E_CALL for a job that makes no sense; or failed.
// All is recorded but plan->why. index: those of all repositories, ended by NULL; of two with the same version of a package
// the first counts. The indexes and all texts must stay as long as the plan.
int solve(struct arena *a, const struct index *const *index, struct installed *installed,
	const struct request *request, struct plan *plan);

#endif
