// SPDX-License-Identifier: MIT
// The services of this server, as the machine's hook `services` lists them: NAME up|down SECONDS, a line each. up: it runs and does what it
// is for. SECONDS since 1970: when that became so.
#ifndef SERVICES_H
#define SERVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct arena;

struct service {
	struct text name;
	bool up;
	uint64_t since;
};

struct services {
	struct service *item;	// in the order of the hook
	size_t count;
};

// 0, or -E_DATA with the line and what is wrong with it recorded. The names point into t.
int services_parse(struct services *s, struct arena *a, struct text t);

// Asks the hook; none where there is no such hook.
int services_load(struct services *s, struct arena *a);

#endif
