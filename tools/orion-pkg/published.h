// SPDX-License-Identifier: MIT
// What index and sign share.
#ifndef PUBLISHED_H
#define PUBLISHED_H

#include "publish.h"

struct call;

// Opens the repository that is the first operand, and the keys; calls write, and says what there is then.
int published(struct call *c, struct publish *p,
	int (*write)(struct arena *, const struct publish *, struct published *));

#endif
