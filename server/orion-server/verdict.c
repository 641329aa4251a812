// SPDX-License-Identifier: MIT
// By their stamps.
#include "verdict.h"

#include "shared.h"

static bool same(const struct shared_item *x, const struct shared_item *y)
{
	return x->there == y->there && (!x->there || digest_equal(&x->digest, &y->digest));
}

enum verdict verdict_of(const struct shared *own, const struct shared_item *theirs)
{
	const struct shared_item *mine = shared_find(own, theirs->path);

	if (!mine)
		return VERDICT_TAKE;
	switch (stamp_compare(&theirs->stamp, &mine->stamp)) {
	case STAMP_SAME:
	case STAMP_BEFORE: return VERDICT_LEAVE;
	case STAMP_AFTER: return same(theirs, mine) ? VERDICT_KNOW : VERDICT_TAKE;
	default: break;
	}
	if (same(theirs, mine))
		return VERDICT_KNOW;
	return stamp_counts(&theirs->stamp, &mine->stamp) ? VERDICT_OVERRULE : VERDICT_KEEP;
}
