// SPDX-License-Identifier: MIT
// What is shared, as files of the base.
#ifndef SHARED_FILES_H
#define SHARED_FILES_H

#include "shared.h"

struct base;

#define SHARED_FILE "shared"	// in the base: what this server knows
#define SHARED_LOST "lost"	// in the base: what counted no more, NAME.SECONDS

// What an item holds: the file; of the candidate's channel only what it names, since the line behind that is each server's own. -ENOENT when
// there is none.
int shared_load(struct arena *a, const struct base *b, struct text path, struct text *content);

// What this server knew when it looked last. -ENOENT before the first time. Wants no lock.
int shared_known(struct shared *s, struct arena *a, const struct base *b);

// What this server knew, a run that was cut off accounted for; an empty list before the first. Wants the base's lock, as all here.
int shared_open(struct shared *s, struct arena *a, const struct base *b, struct text server);

// Takes notice of what was changed here since: those get their next version. An orion.conf that is wrong isn't noticed. *changed: how many were.
int shared_notice(struct shared *s, struct arena *a, const struct base *b, size_t *changed);

// Makes it known.
int shared_store(const struct shared *s, const struct base *b);

// Lets an item be that, with its content: the file first is as before or as after, and so is what is known of it, whenever that is cut
// off. The candidate's channel wants more: change is called in the place of writing the file then.
int shared_change(struct shared *s, struct arena *a, const struct base *b,
	const struct shared_item *to, struct text content,
	int (*change)(void *arg, struct text content), void *arg);

// Is the file what is known of it? 1, 0, or negative and recorded.
int shared_is_noticed(
	const struct shared *s, struct arena *a, const struct base *b, struct text path);

// Keeps a copy of a file, as it is here, in SHARED_LOST: something else will count.
int shared_lose(struct arena *a, const struct base *b, struct text path);
int shared_lose_text(struct arena *a, const struct base *b, struct text path, struct text content);

// Could this server go by that orion.conf? And, with replica, has it a section for this server? 0, or -E_DATA and recorded.
int shared_fits(struct arena *a, const struct base *b, struct text conf, bool replica);

#endif
