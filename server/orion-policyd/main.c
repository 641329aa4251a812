// SPDX-License-Identifier: MIT
// orion-policyd: takes what nodes report, keeps the node table, follows the channels. It has no rights; what takes root, orion-helper
// does for it.
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "confine.h"
#include "error.h"
#include "file.h"
#include "helper.h"
#include "options.h"
#include "policy.h"
#include "rights.h"
#include "watch.h"

enum { SECOND = 1000, AGAIN = 10 * SECOND, DAY = 24 * 3600 * SECOND };

static const char *user, *spool = "/run/orion/reports", *state = "/run/orion/policy",
			 *base = "/srv/orion", *helper = "/run/orion/helper";
static bool help;

static const struct option options[] = {
	{ 'u', "user", "NAME", "whom to become", .text = &user },
	{ 's', "spool", "DIR", "where reports are taken from (/run/orion/reports)",
		.text = &spool },
	{ 0, "state", "DIR", "where the node table is left for orion-helper (/run/orion/policy)",
		.text = &state },
	{ 0, "base", "DIR", "where channels, pins and the node table are (/srv/orion)",
		.text = &base },
	{ 0, "helper", "SOCKET", "where orion-helper listens (/run/orion/helper)",
		.text = &helper },
	{ 'h', "help", NULL, "print this", .flag = &help },
	{ .name = NULL },
};

#define USAGE "usage: orion-policyd [OPTION...]\n"

struct daemon {
	struct policy policy;
	struct watch watch;
	uint64_t reports_at, gc_at; // milliseconds
};

// Of a clock that is never set.
static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

// What fails is said, and does not end the program, but when the helper is gone: who watches over both starts this one again then.
static int said(int rc)
{
	if (!rc || rc == -EPIPE || rc == -ENOMEM)
		return rc;
	fprintf(stderr, "orion-policyd: %s\n", error_text());
	error_clear();
	return 0;
}

static int follow_channels(struct daemon *d)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < d->watch.count; i++)
		rc = said(helper_ask(d->policy.helper, "moved %s", d->watch.moved[i]));
	d->watch.count = 0;
	return rc;
}

// Many come at once when a room is switched on: a batch of them a second.
static int follow_reports(struct daemon *d)
{
	if (!d->watch.reports || now_ms() < d->reports_at)
		return 0;
	time_t now = time(NULL);
	d->watch.reports = false;
	int rc = policy_reports(&d->policy, now > 0 ? (uint64_t)now : 0);
	if (rc)
		d->watch.reports = true;
	d->reports_at = now_ms() + (rc < 0 ? AGAIN : SECOND);
	return rc < 0 ? said(rc) : 0;
}

// Leases end.
static int collect(struct daemon *d)
{
	if (now_ms() < d->gc_at)
		return 0;
	d->gc_at = now_ms() + DAY;
	return said(helper_ask(d->policy.helper, "gc"));
}

static int wait_for_more(struct daemon *d)
{
	struct pollfd fds[] = { { d->watch.fd, POLLIN, 0 }, { d->policy.helper, POLLIN, 0 } };
	uint64_t now = now_ms(), until = d->watch.reports ? d->reports_at : d->gc_at;

	if (poll(fds, 2, until > now ? (int)(until - now) : 0) < 0 && errno != EINTR)
		return fail(-errno, "poll");
	if (fds[1].revents) // it says nothing unasked
		return fail(-EPIPE, "orion-helper");
	return watch_read(&d->watch);
}

static int loop(struct daemon *d)
{
	int rc = 0;

	while (!rc) {
		rc = follow_channels(d);
		if (!rc)
			rc = follow_reports(d);
		if (!rc)
			rc = collect(d);
		if (!rc)
			rc = wait_for_more(d);
	}
	return rc;
}

static int open_all(struct daemon *d, struct arena *a)
{
	const char *channels = arena_printf(a, "%s/channels", base);
	struct policy *p = &d->policy;
	int rc = channels ? watch_open(&d->watch, spool, channels) : -ENOMEM;

	if (rc)
		return rc;
	if ((p->spool = file_open_dir(spool)) < 0)
		return p->spool;
	if ((p->state = file_open_dir(state)) < 0)
		return p->state;
	if ((p->base = file_open_dir(base)) < 0)
		return p->base;
	p->helper = helper_open(helper);
	return p->helper < 0 ? p->helper : 0;
}

static int serve(struct arena *a)
{
	struct daemon d = { .gc_at = now_ms() + DAY };
	bool landlock;
	int rc = rights_become(user);	// first: the helper asks the kernel who it was that connected

	if (!rc)
		rc = open_all(&d, a);
	if (!rc)
		rc = confine(&d.policy, &landlock);
	if (rc)
		return rc;
	if (!landlock)
		fprintf(stderr,
			"orion-policyd: this kernel has no Landlock: only user and seccomp keep it in its directories\n");
	strcpy(d.watch.moved[d.watch.count++],
		"node"); // a channel may have been moved while nobody looked
	return loop(&d);
}

static int run(struct arena *a, int argc, char **argv)
{
	static const struct option *const sets[] = { options, NULL };
	int operands = options_parse(a, sets, argc - 1, argv + 1);

	if (operands < 0)
		return operands;
	if (operands)
		return fail(-E_CALL, "it takes no operand: `orion-policyd --help` says more");
	if (help) {
		printf(USAGE
			"Takes what nodes report, keeps the node table, follows the channels.\n\n");
		options_help(options, stdout);
		return 0;
	}
	return serve(a);
}

int main(int argc, char **argv)
{
	struct arena arena = { NULL };
	int rc = run(&arena, argc, argv);

	if (rc)
		fprintf(stderr, "orion-policyd: %s\n", error_text());
	arena_free(&arena);
	return !rc ? 0 : rc == -E_CALL ? 2 : 3;
}
