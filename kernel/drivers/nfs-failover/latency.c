// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy "latency" decides here, and nothing else is done, so that user space can
 * test it (latency_test.c).
 *
 * A server is faster when it answers in half the time of the one in use, and by so
 * many milliseconds.  The times are smoothed, and the difference must last: a mount
 * isn't moved between servers that are equally fast or slow, nor between those that
 * are slow in short turns.  When the turns are long, it is, once a pause at most.
 */
#include <linux/string.h>

#include "latency.h"

#define NS_PER_S 1000000000LL

static bool is_faster(const struct nfo_latency *l, u64 rtt, u64 used)
{
	return rtt && used >= 2 * rtt && used - rtt >= 1000ULL * l->faster_ms;
}

/**
 * nfo_latency_anew - forget since when a server is faster
 * @l: the comparison
 */
void nfo_latency_anew(struct nfo_latency *l)
{
	memset(l->since, 0, sizeof(l->since));
}

/**
 * nfo_faster - which server to move to since it answers faster
 * @l: the comparison
 * @rtt: how long each takes for an answer, in microseconds; 0: it isn't to be used
 * @count: how many servers there are
 * @used: which one is in use
 * @now: the time in nanoseconds
 *
 * Return: its index, or @count.
 */
unsigned int nfo_faster(struct nfo_latency *l, const u32 *rtt, unsigned int count,
			unsigned int used, s64 now)
{
	unsigned int i, best = count;

	for (i = 0; i < count; i++) {
		if (!is_faster(l, rtt[i], rtt[used])) {
			l->since[i] = 0;
			continue;
		}
		if (!l->since[i])
			l->since[i] = now;
		if (now - l->since[i] < l->faster_for * NS_PER_S)
			continue;
		if (best == count || rtt[i] < rtt[best])
			best = i;
	}
	if (l->moved && now - l->moved < l->faster_pause * NS_PER_S)
		return count;
	return best;
}
