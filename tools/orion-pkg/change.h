// SPDX-License-Identifier: MIT
// What install, remove, upgrade and fix have in common: a request becomes a plan, the plan a transaction.
#ifndef CHANGE_H
#define CHANGE_H

#include "bases.h"
#include "renew.h"
#include "root.h"
#include "solve.h"
#include "supply.h"

struct call;

struct change {
	struct call *call;
	const char *command;
	const char *title;	// what a run says first
	struct target target;
	bool on_base;	// then these instead:
	struct base base;
	struct base_role role;
	struct renewal renewal;
	struct installed installed;	// of a target, all manifests parsed; of a base, of the lock
	struct supply supply;
	struct request request;
	struct plan plan;
	bool repair;	// what is damaged is written anew, too
	bool leaves;	// packages only go: a directory's repositories are asked when there is no plan without them
};

// Opens the target, or the base that is chosen, and reads its lists; with --simulate without taking the lock.
int change_open(struct change *c, struct call *call, const char *command);

// Adds a job.
int change_job(struct change *c, enum job_kind kind, struct text text);

// Solves the request, says what is done, does it.
int change_run(struct change *c);

void change_close(struct change *c);

#endif
