// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: what happens to a server, in any order and at any time.  Beside it there
 * is a second account of which calls wait and what was read.
 */
// links: probe.c wire.c
// includes: tests
#include "probe.h"

#include <linux/minmax.h>
#include <linux/unaligned.h>

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MS 1000000LL

enum { READ_CALL = 6, OPEN_MAX = NFO_PIPELINE + 1, IO = 5, STALE = 70, JUKEBOX = 10008 };

#define MUST(what) ((what) ? (void)0 : abort())

static struct nfo_terms terms;
static struct nfo_probe p;

struct sent {
	u32 xid;
	bool read, sample;
	u32 offset, size;
};

/* What the probe must know, too. */
static struct {
	struct sent call[OPEN_MAX];	/* that wait */
	unsigned int calls;
	u8 stream[NFO_ANSWER_MAX];
	size_t have;
	bool identity, usable;	/* of this connection: it was read; it may be alive */
	s64 heard, asked;	/* last life; the first call of a silence */
	bool forgiven;
} model;

/* --- The second account */

static void model_closed(void)
{
	model.calls = 0;
	model.have = 0;
	model.identity = false;
	model.usable = false;
	model.forgiven = false;
}

static bool is_wrong(const struct sent *c, const struct nfo_answer *a)
{
	if (a->status || c->sample)
		return a->status;
	return a->size != c->size || memcmp(a->data, terms.identity_data + c->offset, c->size);
}

static void model_read(const struct sent *c, const struct nfo_answer *a)
{
	if (a->status == JUKEBOX)
		return;
	if (is_wrong(c, a)) {
		model.identity = false;
		model.usable = false;
		return;
	}
	if (!c->sample && !c->offset && c->size == terms.identity_size)
		model.identity = true;
	if (model.identity && (c->sample || !terms.sample_length))
		model.usable = true;
}

/* Is it an answer to a call that waits? */
static bool model_answer(const u8 *bytes, int size, s64 now)
{
	struct nfo_answer a;
	struct sent c;
	unsigned int i;
	u32 xid;

	if (nfo_xid(bytes, size, &xid))
		return false;
	for (i = 0; i < model.calls; i++)
		if (model.call[i].xid == xid)
			break;
	if (i == model.calls)
		return false;
	c = model.call[i];
	if (nfo_answer(bytes, size, c.read, &a) || a.status == NFO_REFUSED)
		return false;
	model.call[i] = model.call[--model.calls];
	model.heard = now;
	model.asked = now;
	model.forgiven = false;
	if (c.read)
		model_read(&c, &a);
	return true;
}

static bool model_received(const u8 *bytes, size_t n, s64 now)
{
	size_t used = 0;
	int size;

	memcpy(model.stream + model.have, bytes, n);
	model.have += n;
	while ((size = nfo_complete(model.stream + used, model.have - used)) > 0) {
		if (!model_answer(model.stream + used, size, now))
			return false;
		used += size;
	}
	model.have -= used;
	memmove(model.stream, model.stream + used, model.have);
	return !size;
}

static void model_sent(const struct nfo_step *step, s64 now)
{
	struct sent *c = &model.call[model.calls];
	const u8 *b = step->bytes;

	MUST(step->size <= NFO_CALL_MAX);
	MUST(get_unaligned_be32(b) == (0x80000000 | (step->size - 4)));
	MUST(model.calls < OPEN_MAX);
	if (!model.calls++)
		model.asked = now;
	*c = (struct sent){ .xid = get_unaligned_be32(b + 4) };
	c->read = get_unaligned_be32(b + 24) == READ_CALL;
	if (!c->read)
		return;
	c->sample = b[68] == 's';
	c->offset = get_unaligned_be32(b + 76);
	c->size = get_unaligned_be32(b + 80);
	if (c->sample)
		MUST(c->offset < terms.sample_length);
	else
		MUST(c->size && c->offset + c->size <= terms.identity_size);
	if (!c->sample && !model.usable)
		MUST(!c->offset && c->size == terms.identity_size);
}

static void agree(void)
{
	bool connected = p.state > NFO_CONNECTING;

	MUST(p.waiting == model.calls && p.have == model.have);
	MUST(!p.asked == !model.calls);
	MUST(p.have < sizeof(p.stream));
	MUST(connected || (!p.waiting && !p.have && !p.read_at));
	if (p.state == NFO_ALIVE)
		MUST(model.usable && !p.dead);
	if (connected)
		MUST((p.state == NFO_ALIVE) == model.usable);
	MUST(p.state != NFO_DIFFERENT || p.dead);
	MUST(!p.matched || (model.identity && !model.usable));
}

/* --- What happens */

static void closed(s64 now)
{
	nfo_probe_closed(&p, "for some reason", now);
	model_closed();
	MUST(p.dead && nfo_probe_due(&p) >= now);
}

static void received(const u8 *bytes, size_t n, s64 now)
{
	while (n && p.state > NFO_CONNECTING) {
		size_t room;
		u8 *to = nfo_probe_room(&p, &room);
		size_t part = min(n, room);
		bool good;

		MUST(room);
		memcpy(to, bytes, part);
		good = model_received(bytes, part, now);
		MUST(good == !nfo_probe_received(&p, part, now));
		if (!good)
			closed(now);
		bytes += part;
		n -= part;
	}
}

/* Of a call that waits; @kind says how right it is. */
static size_t put_answer(u8 *to, const struct sent *c, u8 kind)
{
	static const u32 statuses[] = { 0, 0, 0, 0, 0, STALE, IO, JUKEBOX };
	u32 status = c->read ? statuses[kind % 8] : 0;
	u32 size = !c->read || status ? 0 : min_t(u32, c->size, 512);
	u32 words[12] = { 0, c->xid, 1, 0, 0, 0, kind >> 5 == 7, status, 0, size, 1, size };
	u32 n = !c->read ? 7 : status ? 9 : 12;

	words[0] = 0x80000000 | (4 * n - 4 + size);
	for (u32 i = 0; i < n; i++)
		put_unaligned_be32(words[i], to + 4 * i);
	if (size)
		memcpy(to + 4 * n, terms.identity_data + (c->sample ? 0 : c->offset), size);
	if (size && kind >> 4 == 3)
		to[4 * n] ^= 1;
	return 4 * n + size;
}

static void answered(u8 which, u8 kind, u8 split, s64 now)
{
	u8 bytes[1024];
	size_t n, first;

	if (!model.calls)
		return;
	n = put_answer(bytes, &model.call[which % model.calls], kind);
	first = split % n;
	received(bytes, first, now);
	received(bytes + first, n - first, now);
}

static void is_dead_in_time(s64 now, s64 heard, bool was_connected)
{
	if (!was_connected || strcmp(p.why, "doesn't answer"))
		return;
	MUST(now - heard >= nfo_window(&terms));
}

/* What there is to do, is done at once, and then there is nothing until later. */
static void work(u64 any, s64 now)
{
	struct nfo_step step;
	int steps;

	for (steps = 0;; steps++) {
		bool was_connected = p.state > NFO_CONNECTING, was_dead = p.dead;
		enum nfo_todo todo = nfo_probe_next(&p, now, any, &step);

		MUST(steps < 3);
		if (todo == NFO_NOTHING)
			break;
		if (todo == NFO_SEND)
			model_sent(&step, now);
		if (todo == NFO_OPEN)
			MUST(p.state == NFO_CONNECTING && !model.calls);
		if (todo == NFO_CLOSE) {
			model_closed();
			if (!was_dead)
				is_dead_in_time(now, model.heard, was_connected);
			return;
		}
	}
	MUST(nfo_probe_due(&p) > now);
	MUST(nfo_probe_due(&p) <= now + nfo_window(&terms) + nfo_interval(&terms) + 2000 * MS);
	/* nobody is silent for ever */
	if (model.calls && !model.forgiven)
		MUST(now - max(model.heard, model.asked) < nfo_window(&terms));
}

static void set_terms(u8 how)
{
	static const unsigned int intervals[] = { 20, 200, 1000, 60000 };
	static const unsigned int misses[] = { 2, 3, 20, 100 };

	terms.interval = intervals[how & 3];
	terms.misses = misses[how >> 2 & 3];
	terms.sample_length = how & 16 ? 100000 : 0;
}

static void begin(s64 now)
{
	memset(&terms, 0, sizeof(terms));
	memset(&model, 0, sizeof(model));
	terms.identity = (struct nfo_handle){ .size = 4, .data = "iden" };
	terms.sample = (struct nfo_handle){ .size = 4, .data = "samp" };
	terms.identity_size = 512;
	for (u32 i = 0; i < terms.identity_size; i++)
		terms.identity_data[i] = i;
	set_terms(1 | 1 << 2 | 16);
	nfo_probe_init(&p, &terms, 0xffffffe0, now);
	model.heard = now;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	s64 now = 1000 * MS;

	begin(now);
	for (; n >= 4; data += 4, n -= 4) {
		u8 a = data[1], b = data[2], c = data[3];

		switch (data[0] % 16) {
		case 0:
			now += (a << 8 | b) * (s64)c * 1000;
			break;
		case 1:
			now = max(now, nfo_probe_due(&p));
			break;
		case 2:
			now += a * MS;
			break;
		case 3:
			if (p.state == NFO_CONNECTING) {
				nfo_probe_accepted(&p, now);
				model.heard = now;
			}
			break;
		case 4:
			received(data, 4, now);
			break;
		case 5:
			if (a == 0 && p.state != NFO_CLOSED)
				closed(now);
			break;
		case 6:
			p.wanted = a & 1;
			break;
		case 7:
			if (p.state > NFO_CONNECTING)
				model.heard = max(model.heard, now - a * MS);
			nfo_probe_heard(&p, now - a * MS);
			break;
		case 8:
			now += a * MS * 10;
			nfo_probe_forgive(&p, a * MS * 10, now);
			if (model.calls)
				model.forgiven = true;
			break;
		case 9:
			nfo_probe_retry(&p, now);
			break;
		case 10:
			if (c == 0)
				set_terms(a);
			break;
		case 11:
		case 12:
		case 13:
			answered(a, b, c, now);
			break;
		default:
			work((u64)a << 40 | b << 16 | c, now);
		}
		agree();
		MUST(!nfo_probe_rtt(&p, now) || p.state == NFO_ALIVE);
	}
	return 0;
}
