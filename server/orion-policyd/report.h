// SPDX-License-Identifier: MIT
// What a node says of itself: lines KEY=VALUE, docs/orion-policyd.8.scd.
#ifndef REPORT_H
#define REPORT_H

#include "../orion-server/running.h"

enum { REPORT_LENGTH = 4096 };

struct report {
	struct running row; // without the time
	bool boots; // it has just been started
};

// Of that address. Keys that it doesn't know are for a newer server. 0, or -E_DATA and recorded; what it takes passes running_check.
int report_parse(struct report *r, struct arena *a, const char *address, struct text t);

#endif
