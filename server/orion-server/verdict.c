// SPDX-License-Identifier: MIT
// By their stamps.
#include "verdict.h"

#include <string.h>

#include "shared.h"

static bool same(const struct shared_item *x, const struct shared_item *y)
{
	return x->there == y->there && (!x->there || digest_equal(&x->digest, &y->digest));
}

// Of two that differ, does theirs count? What one server changed twice in a second is told by what it is.
static bool counts(const struct shared_item *theirs, const struct shared_item *mine)
{
	const struct stamp *x = &theirs->stamp, *y = &mine->stamp;

	if (x->seconds != y->seconds || !text_equal(x->origin, y->origin))
		return stamp_counts(x, y);
	return theirs->there != mine->there
		? theirs->there
		: memcmp(theirs->digest.b, mine->digest.b, DIGEST_SIZE) > 0;
}

enum verdict verdict_of(const struct shared *own, const struct shared_item *theirs)
{
	const struct shared_item *mine = shared_find(own, theirs->path);

	if (!mine)
		return VERDICT_TAKE;
	switch (stamp_compare(&theirs->stamp, &mine->stamp)) {
	case STAMP_SAME:	// and yet another: conflicts settled in another order, or one of both forgot what it knew
		return !same(theirs, mine) && counts(theirs, mine) ? VERDICT_OVERRULE
								   : VERDICT_LEAVE;
	case STAMP_BEFORE: return VERDICT_LEAVE;
	case STAMP_AFTER: return same(theirs, mine) ? VERDICT_KNOW : VERDICT_TAKE;
	default: break;
	}
	if (same(theirs, mine))
		return VERDICT_KNOW;
	return counts(theirs, mine) ? VERDICT_OVERRULE : VERDICT_KEEP;
}
