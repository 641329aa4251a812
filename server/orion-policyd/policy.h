// SPDX-License-Identifier: MIT
// What follows from reports.
#ifndef POLICY_H
#define POLICY_H

#include <stdint.h>

struct policy {
	int spool, state, base; // directories; state: where the table is left for the helper
	int helper;
};

// Takes reports, and does what follows from them: the node table, pins that are used up. 0; 1 when there are more, or the table was changed
// meanwhile; -EPIPE when the helper is gone; else what fails is done again by the next call.
int policy_reports(const struct policy *p, uint64_t now);

#endif
