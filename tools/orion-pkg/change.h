// SPDX-License-Identifier: MIT
// What install, remove, upgrade and fix have in common: a request becomes a plan, the plan a transaction.
#ifndef CHANGE_H
#define CHANGE_H

#include "root.h"
#include "solve.h"
#include "supply.h"

struct call;

struct change {
	struct call *call;
	const char *command;
	struct target target;
	struct installed installed;	// all manifests parsed
	struct supply supply;
	struct request request;
	struct plan plan;
	bool repair;	// what is damaged is written anew, too
};

// Opens the target and reads its lists; with --simulate without taking the lock.
int change_open(struct change *c, struct call *call, const char *command);

// Adds a job.
int change_job(struct change *c, enum job_kind kind, struct text text);

// Solves the request, says what is done, does it.
int change_run(struct change *c);

void change_close(struct change *c);

#endif
