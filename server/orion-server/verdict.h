// SPDX-License-Identifier: MIT
// Which of two versions of a file counts: the one that is known here, or what another server tells of it.
#ifndef VERDICT_H
#define VERDICT_H

struct shared;
struct shared_item;

enum verdict {
	VERDICT_LEAVE,	// theirs is known
	VERDICT_KNOW,	// it is the same here, made twice
	VERDICT_TAKE,	// it follows ours
	VERDICT_OVERRULE,	// neither follows the other: theirs counts
	VERDICT_KEEP,	// neither follows the other: ours counts
};

enum verdict verdict_of(const struct shared *own, const struct shared_item *theirs);

#endif
