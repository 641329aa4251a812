// SPDX-License-Identifier: GPL-2.0-only
/* Two and three servers for minutes, with times that change as they might: when is there a move? */
#include "latency.h"

#include <stdint.h>

#include "test.h"

enum { MS = 1000, STEP_MS = 200 };	// round-trip times are in microseconds

static const s64 second = 1000000000;

static const struct nfo_latency defaults = {
	.faster_ms = 20,
	.faster_for = 10,
	.faster_pause = 300,
};

/* The round-trip time of a server, so many milliseconds after the begin. */
typedef u32 (*rtt_at)(unsigned int ms);

struct run {
	struct nfo_latency latency;
	unsigned int used, moves, last_s;
};

static void move(struct run *r, unsigned int to, unsigned int ms)
{
	r->used = to;
	r->moves++;
	r->last_s = ms / 1000;
	r->latency.moved = second + ms * (second / 1000);
	nfo_latency_anew(&r->latency);
}

/* What becomes of a mount of two servers that begins with the first. */
static struct run run(rtt_at a, rtt_at b, unsigned int seconds)
{
	struct run r = { .latency = defaults };

	for (unsigned int ms = 0; ms < 1000 * seconds; ms += STEP_MS) {
		u32 rtt[2] = { a(ms), b(ms) };
		unsigned int to =
			nfo_faster(&r.latency, rtt, 2, r.used, second + ms * (second / 1000));

		if (to < 2)
			move(&r, to, ms);
	}
	return r;
}

static u32 quick(unsigned int ms)
{
	(void)ms;
	return 700;
}

static u32 slow(unsigned int ms)
{
	(void)ms;
	return 201 * MS;
}

static u32 a_bit_slower(unsigned int ms)
{
	(void)ms;
	return 19 * MS;
}

static u32 not_known(unsigned int ms)
{
	(void)ms;
	return 0;
}

static u32 slow_for_9_seconds(unsigned int ms)
{
	return ms % 10000 < 9000 ? 201 * MS : 700;
}

static u32 slow_in_even_minutes(unsigned int ms)
{
	return ms / 60000 % 2 ? 700 : 201 * MS;
}

static u32 slow_in_odd_minutes(unsigned int ms)
{
	return ms / 60000 % 2 ? 201 * MS : 700;
}

static u32 slow_in_turn(unsigned int ms)
{
	return ms / 3000 % 2 ? 201 * MS : 700;
}

static u32 slow_in_other_turn(unsigned int ms)
{
	return ms / 3000 % 2 ? 700 : 201 * MS;
}

static void steady(void)
{
	struct run r = run(slow, quick, 3600);

	CHECK(r.moves == 1 && r.used == 1 && r.last_s == 10);
	CHECK(run(quick, slow, 3600).moves == 0);
	CHECK(run(quick, quick, 3600).moves == 0);
	CHECK(run(slow, slow, 3600).moves == 0);
	CHECK(run(a_bit_slower, quick, 3600).moves == 0);
	CHECK(run(slow, not_known, 3600).moves == 0);
	CHECK(run(not_known, quick, 3600).moves == 0);
}

static void turns(void)
{
	CHECK(run(slow_in_turn, slow_in_other_turn, 3600).moves == 0);
	CHECK(run(slow_in_turn, slow_in_turn, 3600).moves == 0);
	CHECK(run(slow_for_9_seconds, quick, 3600).moves == 0);
	/* Slow turns: not more than once a pause. */
	CHECK(run(slow_in_even_minutes, slow_in_odd_minutes, 3600).moves <= 12);
}

/* Twice as fast, and by 20 ms: both are needed. */
static void bounds(void)
{
	struct nfo_latency l = defaults;
	u32 rtt[2] = { 100 * MS, 50 * MS };

	l.faster_for = 0;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 1);
	rtt[1] = 50 * MS + 1;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 2);
	rtt[0] = 21 * MS;
	rtt[1] = 1 * MS;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 1);
	rtt[0]--;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 2);
	rtt[0] = UINT32_MAX;
	rtt[1] = UINT32_MAX;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 2);
	rtt[1] = UINT32_MAX / 2;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 1);
}

/* Of several that are faster the fastest, when it has been for long enough. */
static void fastest(void)
{
	struct nfo_latency l = defaults;
	u32 rtt[3] = { 200 * MS, 10 * MS, 250 * MS };

	CHECK(nfo_faster(&l, rtt, 3, 0, second) == 3);
	rtt[2] = 1 * MS;
	CHECK(nfo_faster(&l, rtt, 3, 0, 6 * second) == 3);
	CHECK(nfo_faster(&l, rtt, 3, 0, 11 * second) == 1);
	CHECK(nfo_faster(&l, rtt, 3, 0, 16 * second) == 2);
}

/* A difference that is as old as the pause is long counts when that ends, and one that is forgotten doesn't. */
static void pause_ends(void)
{
	struct nfo_latency l = defaults;
	u32 rtt[2] = { 200 * MS, 1 * MS };

	l.moved = second;
	CHECK(nfo_faster(&l, rtt, 2, 0, second) == 2);
	CHECK(nfo_faster(&l, rtt, 2, 0, 301 * second - 1) == 2);
	CHECK(nfo_faster(&l, rtt, 2, 0, 301 * second) == 1);
	nfo_latency_anew(&l);
	CHECK(nfo_faster(&l, rtt, 2, 0, 301 * second) == 2);
	CHECK(nfo_faster(&l, rtt, 2, 0, 311 * second) == 1);
}

int main(void)
{
	steady();
	turns();
	bounds();
	fastest();
	pause_ends();
	return test_failed;
}
