// SPDX-License-Identifier: MIT
// The clock, which is only ever raised.
#include "clock.h"

#include <stdio.h>
#include <time.h>

#include "boot.h"
#include "http.h"
#include "say.h"

#define TWENTY_YEARS ((int64_t)20 * 366 * 86400)

int64_t clock_choose(int64_t now, int64_t manifest, int64_t served)
{
	int64_t t = now > manifest ? now : manifest;

	if (served > t && served <= manifest + TWENTY_YEARS)
		t = served;
	return t;
}

// A server without HTTP costs at most two seconds.
static int64_t served_date(const struct boot *b)
{
	struct http_head head = { .date = -1 };
	char path[160];
	struct http_get g = {
		.server = &b->server,
		.port = b->cmd.root.port,
		.path = path,
		.idle_ms = 1000,
	};

	if (!b->server.family)
		return -1;
	snprintf(path, sizeof path, "/gen/%s/%s/manifest", b->manifest.role, b->cmd.manifest);
	if (http_get(&g, &head) && head.date < 0)
		say("clock: %s gave no date", b->server.text);
	return head.date;
}

void clock_set(struct boot *b)
{
	int64_t now = time(NULL), t = clock_choose(now, b->manifest.date, served_date(b));
	struct timespec ts = { .tv_sec = t };

	if (t > now && !clock_settime(CLOCK_REALTIME, &ts))
		say("clock: raised by %lld s", (long long)(t - now));
}
