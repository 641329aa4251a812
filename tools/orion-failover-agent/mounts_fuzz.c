// SPDX-License-Identifier: MIT
// Fuzz target: what is found lies in the text, and ports are ports. In pieces it is the same as at once, and the same as by mounts_next().
#include "mounts.h"

#include <stdlib.h>

#include "fuzz.h"

#define SOURCE "10.9.0.1:/one"

static void inside(struct text t, const uint8_t *data, size_t n)
{
	if (t.s && (t.s < (const char *)data || t.s + t.n > (const char *)data + n))
		abort();
}

// The first bytes say how long the pieces are.
static bool sum_up(struct mounts_sum *s, struct text all, bool in_pieces)
{
	const char *lengths = all.s;

	mounts_begin(s, SOURCE);
	for (size_t i = 0; all.n; i = (i + 1) % 8) {
		size_t n = in_pieces && i < all.n ? (uint8_t)lengths[i] + 1u : all.n;
		struct text piece = { all.s, n < all.n ? n : all.n };

		mounts_take(s, piece);
		all.s += piece.n;
		all.n -= piece.n;
	}
	return mounts_end(s);
}

static bool has_long_lines(struct text all)
{
	struct text line;

	while (text_line(&all, &line))
		if (line.n > LINE_KEPT)
			return true;
	return false;
}

static void sums(struct text all)
{
	static struct mounts_sum pieces, whole;
	bool found = false, writable = false, long_lines = has_long_lines(all);
	bool known = sum_up(&pieces, all, true);
	struct nfs_mount m;

	if (sum_up(&whole, all, false) != known || pieces.writable != whole.writable ||
		pieces.all.ports != whole.all.ports || pieces.all.answers != whole.all.answers)
		abort();
	while (mounts_next(&all, &m)) {
		if (!text_is(m.source, SOURCE) || !mounts_option(&m, "vers=3") ||
			mounts_option(&m, "failover"))
			continue;
		found = true;
		writable |= !mounts_option(&m, "ro");
	}
	if (known && writable && !whole.writable)
		abort();
	if (!long_lines && (found != whole.found || writable != whole.writable))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text all = { (const char *)data, n };
	struct mount_line line;
	struct nfs_mount m;

	sums(all);
	if (mounts_find(all, 29, &line)) {
		inside(line.at, data, n);
		inside(line.type, data, n);
		inside(line.source, data, n);
	}
	while (mounts_next(&all, &m)) {
		inside(m.source, data, n);
		inside(m.at, data, n);
		inside(m.options, data, n);
		if (m.ports > PORTS_MAX || mounts_port(&m, 0))
			abort();
		mounts_option(&m, "vers=3");
	}
	return 0;
}
