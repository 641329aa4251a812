// SPDX-License-Identifier: MIT
// Moving the candidate.
#include "candidate.h"

#include "base.h"
#include "generation.h"
#include "renew.h"

int candidate_point(struct arena *a, struct base *b, const char *role, const struct digest *d)
{
	struct base_role r = { .dir = -1 };
	struct role asked = { .name = { NULL, 0 } };
	struct text lock;
	int rc = base_role_open(&r, b, a, role, true);

	if (!rc && r.boots && digest_equal(&r.current, d)) {
		base_role_close(&r);
		return 0;
	}
	if (!rc)
		rc = generation_load(&r, a, d, &asked, &lock);
	if (!rc)
		rc = renew_point(a, &r, &asked, lock, d, false);
	base_role_close(&r);
	return rc;
}
