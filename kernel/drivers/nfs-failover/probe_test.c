// SPDX-License-Identifier: GPL-2.0-only
/* A server that says what a case wants, and a clock that stands where it wants. */
// links: wire.c
#include "probe.h"

#include <linux/unaligned.h>

#include <string.h>

#include "test.h"

#define MS 1000000LL
#define SECOND (1000 * MS)
#define INTERVAL (200 * MS)
#define WINDOW (3 * INTERVAL)

enum { NULL_CALL = 0, READ_CALL = 6, STALE = 70, IO = 5, JUKEBOX = 10008 };

static struct nfo_terms terms;
static struct nfo_probe p;

/* The last call */
static struct {
	u32 xid, procedure, offset, size;
	char file;
} call;

static const struct nfo_terms defaults = {
	.interval = 200,
	.misses = 3,
	.identity = { .size = 4, .data = "iden" },
	.identity_size = 8,
	.identity_data = "identity",
	.sample = { .size = 4, .data = "samp" },
};

/* --- The server */

static enum nfo_todo next(s64 now)
{
	struct nfo_step step = {};
	enum nfo_todo todo = nfo_probe_next(&p, now, 0x123456789abcdefULL, &step);

	if (todo != NFO_SEND)
		return todo;
	call.xid = get_unaligned_be32(step.bytes + 4);
	call.procedure = get_unaligned_be32(step.bytes + 24);
	if (call.procedure == READ_CALL) {
		call.file = step.bytes[68];
		call.offset = get_unaligned_be32(step.bytes + 76);
		call.size = get_unaligned_be32(step.bytes + 80);
	}
	return todo;
}

/* All that is due, as its owner does it; what ended it. */
static enum nfo_todo work(s64 now)
{
	enum nfo_todo todo;

	do
		todo = next(now);
	while (todo == NFO_SEND || todo == NFO_OPEN);
	return todo;
}

static const char *receive(const u8 *bytes, size_t n, s64 now)
{
	const char *why = NULL;
	size_t room;
	u8 *to;

	while (n && !why) {
		to = nfo_probe_room(&p, &room);
		if (room > n)
			room = n;
		memcpy(to, bytes, room);
		why = nfo_probe_received(&p, room, now);
		bytes += room;
		n -= room;
	}
	return why;
}

/* Words after the head of an answer that was accepted; returns its size. */
static size_t put_answer(u8 *to, u32 xid, const u32 *words, size_t count)
{
	const u32 head[] = { 0x80000000 | (u32)(24 + 4 * count), xid, 1, 0, 0, 0, 0 };

	for (size_t i = 0; i < 7; i++)
		put_unaligned_be32(head[i], to + 4 * i);
	for (size_t i = 0; i < count; i++)
		put_unaligned_be32(words[i], to + 28 + 4 * i);
	return 28 + 4 * count;
}

static size_t put_null(u8 *to, u32 xid)
{
	return put_answer(to, xid, NULL, 0);
}

static size_t put_data(u8 *to, u32 xid, const char *text, u32 size)
{
	const u32 words[] = { 0, 0, size, 1, size };
	size_t n = put_answer(to, xid, words, 5);

	memcpy(to + n, text, size);
	put_unaligned_be32(0x80000000 | (u32)(n + size - 4), to);
	return n + size;
}

static const char *say_null(u32 xid, s64 now)
{
	u8 bytes[64];

	return receive(bytes, put_null(bytes, xid), now);
}

static const char *say_data(u32 xid, const char *text, u32 size, s64 now)
{
	u8 bytes[2048];

	return receive(bytes, put_data(bytes, xid, text, size), now);
}

static const char *say_status(u32 xid, u32 status, s64 now)
{
	u8 bytes[64];

	return receive(bytes, put_answer(bytes, xid, (u32[]){ status, 0 }, 2), now);
}

/* Up to the first call, which is a READ of the identity. */
static void connected(s64 now)
{
	nfo_probe_init(&p, &terms, 0xfffffff0, now);
	CHECK_TEXT(nfo_probe_word(&p), "unknown");
	CHECK(nfo_probe_due(&p) == now);
	CHECK(next(now) == NFO_OPEN && p.state == NFO_CONNECTING);
	CHECK(next(now) == NFO_NOTHING);
	nfo_probe_accepted(&p, now);
	CHECK(next(now) == NFO_SEND && call.procedure == READ_CALL && call.file == 'i');
	CHECK(call.offset == 0 && call.size == terms.identity_size);
}

/* No call waits; the next NULL is due now. */
static void alive(s64 now)
{
	terms.sample_length = 0;
	connected(now);
	CHECK(!say_data(call.xid, "identity", 8, now));
	CHECK(p.state == NFO_ALIVE && !p.dead && !p.waiting && p.since == now);
	CHECK_TEXT(nfo_probe_word(&p), "alive");
}

static void is_dead(const char *why)
{
	CHECK(p.state == NFO_CLOSED && p.dead && !p.waiting && !p.asked && !p.read_at);
	CHECK_TEXT(p.why, why);
	CHECK_TEXT(nfo_probe_word(&p), "dead");
}

/* --- Silence */

static void a_null_each_interval_and_no_wait(void)
{
	u32 first;

	alive(SECOND);
	CHECK(next(SECOND) == NFO_SEND && call.procedure == NULL_CALL);
	first = call.xid;
	CHECK(next(SECOND) == NFO_NOTHING && nfo_probe_due(&p) == SECOND + INTERVAL);
	CHECK(next(SECOND + INTERVAL - 1) == NFO_NOTHING);
	CHECK(next(SECOND + INTERVAL) == NFO_SEND && call.xid == first + 1 && p.waiting == 2);
	/* in any order */
	CHECK(!say_null(first + 1, SECOND + INTERVAL + MS));
	CHECK(p.waiting == 1 && p.asked == SECOND + INTERVAL + MS);
	CHECK(!say_null(first, SECOND + INTERVAL + MS));
	CHECK(p.waiting == 0 && !p.asked);
}

static void silence_is_death_when_the_window_ends(void)
{
	s64 heard = SECOND + 10 * MS, now = heard;

	alive(SECOND);
	CHECK(next(SECOND) == NFO_SEND && !say_null(call.xid, heard));
	while (now < heard + WINDOW) {
		CHECK(work(now) == NFO_NOTHING && p.state == NFO_ALIVE);
		CHECK(nfo_probe_due(&p) > now && nfo_probe_due(&p) <= heard + WINDOW);
		now = nfo_probe_due(&p);
	}
	CHECK(now == heard + WINDOW);
	CHECK(work(now - 1) == NFO_NOTHING && p.state == NFO_ALIVE);
	CHECK(work(now) == NFO_CLOSE);
	is_dead("doesn't answer");
}

/* Who wasn't asked wasn't silent: two intervals from the first call that waits. */
static void silence_needs_a_call(void)
{
	s64 now = SECOND + 20 * INTERVAL;

	alive(SECOND);
	CHECK(next(now) == NFO_SEND && next(now) == NFO_SEND && next(now) == NFO_NOTHING);
	CHECK(work(now + 2 * INTERVAL - 1) == NFO_NOTHING);
	CHECK(work(now + 2 * INTERVAL) == NFO_CLOSE);
}

static void a_late_answer_is_life(void)
{
	u32 first;
	s64 late = SECOND + 2 * INTERVAL + 100 * MS;

	alive(SECOND);
	CHECK(next(SECOND) == NFO_SEND);
	first = call.xid;
	work(SECOND + INTERVAL);
	work(SECOND + 2 * INTERVAL);
	CHECK(!say_null(first, late));
	CHECK(work(late + WINDOW - 1) == NFO_NOTHING && p.state == NFO_ALIVE);
	CHECK(work(late + WINDOW) == NFO_CLOSE);
}

static void an_answer_to_the_mount_is_life(void)
{
	s64 now = SECOND;

	alive(now);
	work(now);
	nfo_probe_heard(&p, now + 2 * INTERVAL);
	CHECK(work(now + WINDOW) == NFO_NOTHING && p.state == NFO_ALIVE);
	nfo_probe_heard(&p, now);	/* an older one changes nothing */
	CHECK(p.heard == now + 2 * INTERVAL);
	CHECK(work(now + 2 * INTERVAL + WINDOW) == NFO_CLOSE);
	nfo_probe_heard(&p, now + 100 * SECOND);
	CHECK(p.heard < now + 100 * SECOND);
}

static void a_standstill_is_forgiven_once(void)
{
	s64 now = SECOND;

	alive(now);
	work(now);
	now += 10 * SECOND;
	nfo_probe_forgive(&p, 10 * SECOND, now);
	CHECK(next(now) == NFO_SEND && p.state == NFO_ALIVE);
	now += 10 * SECOND;
	nfo_probe_forgive(&p, 10 * SECOND, now);
	CHECK(work(now) == NFO_CLOSE);
	is_dead("doesn't answer");
	/* an answer ends a silence: the next one is another */
	alive(now);
	work(now);
	nfo_probe_forgive(&p, SECOND, now + SECOND);
	CHECK(p.forgiven && !say_null(call.xid, now + SECOND) && !p.forgiven);
	/* who isn't asked has nothing to be forgiven */
	nfo_probe_forgive(&p, SECOND, now + SECOND);
	CHECK(!p.forgiven && !p.asked);
}

/* --- Reading */

/* NULLs are answered, the READ isn't; @late of the time our machine stood still. */
static void a_disk_that_hangs(unsigned int misses, s64 late)
{
	s64 begun, limit, now;

	terms.misses = misses;
	alive(SECOND);
	begun = now = p.next_read;
	CHECK(next(now) == NFO_SEND && call.procedure == READ_CALL);
	nfo_probe_forgive(&p, late, now);
	limit = begun + 10 * misses * INTERVAL + late;
	for (; now < limit; now = nfo_probe_due(&p)) {
		while (next(now) == NFO_SEND)
			CHECK(call.procedure == NULL_CALL && !say_null(call.xid, now));
		CHECK(p.state == NFO_ALIVE && p.waiting == 1);
		CHECK(nfo_probe_due(&p) > now);
	}
	CHECK(now == limit && next(now) == NFO_CLOSE);
	is_dead("doesn't read");
	terms.misses = 3;
}

static void other_files(void)
{
	terms.sample_length = 0;
	connected(SECOND);
	CHECK(!say_data(call.xid, "identitY", 8, SECOND));
	CHECK(p.state == NFO_DIFFERENT && p.dead && !p.status);
	CHECK_TEXT(nfo_probe_word(&p), "different");
	CHECK_TEXT(p.why, "has other files");
	/* it is asked for all of it again, and may get what it hasn't */
	CHECK(work(SECOND) == NFO_NOTHING && !say_null(call.xid, SECOND));
	CHECK(next(p.next_read) == NFO_SEND && call.size == 8);
	CHECK(!say_data(call.xid, "identity", 8, 3 * SECOND));
	CHECK(p.state == NFO_ALIVE && !p.dead && p.since == 3 * SECOND);
	connected(SECOND);
	CHECK(!say_data(call.xid, "identit", 7, SECOND) && p.state == NFO_DIFFERENT);
	connected(SECOND);
	CHECK(!say_status(call.xid, STALE, SECOND) && p.state == NFO_DIFFERENT);
	CHECK(p.status == STALE);
	CHECK_TEXT(p.why, "has other files");
	connected(SECOND);
	CHECK(!say_status(call.xid, IO, SECOND) && p.state == NFO_DIFFERENT && p.status == IO);
	CHECK_TEXT(p.why, "can't read its files");
}

static void an_export_changes_while_it_is_alive(void)
{
	alive(SECOND);
	CHECK(next(p.next_read) == NFO_SEND && call.procedure == READ_CALL && call.file == 'i');
	CHECK(!say_status(call.xid, STALE, 3 * SECOND));
	CHECK(p.state == NFO_DIFFERENT && p.dead);
	nfo_probe_closed(&p, "closed the connection", 3 * SECOND);
	CHECK_TEXT(p.why, "has other files");	/* the first reason is the one */
}

static void try_later(void)
{
	terms.sample_length = 0;
	connected(SECOND);
	CHECK(!say_status(call.xid, JUKEBOX, SECOND));
	CHECK(p.state == NFO_ASKED && !p.dead);
	CHECK(work(SECOND) == NFO_NOTHING && p.next_read == SECOND + 10 * INTERVAL);
	CHECK(!say_null(call.xid, SECOND) && next(p.next_read) == NFO_SEND);
	CHECK(call.procedure == READ_CALL && call.size == 8);
}

/* Who says so for as long as a READ may take doesn't read; once is no harm. */
static void later_for_ever(void)
{
	s64 begun, now;

	alive(SECOND);
	begun = now = p.next_read;
	for (; now < begun + 10 * WINDOW; now = nfo_probe_due(&p))
		while (next(now) == NFO_SEND)
			CHECK(!(call.procedure == READ_CALL ? say_status(call.xid, JUKEBOX, now)
							    : say_null(call.xid, now)));
	CHECK(now == begun + 10 * WINDOW && p.state == NFO_ALIVE && next(now) == NFO_CLOSE);
	is_dead("doesn't read");
	alive(SECOND);
	now = p.next_read;
	CHECK(next(now) == NFO_SEND && !say_status(call.xid, JUKEBOX, now) && p.read_at == now);
	CHECK(next(p.next_read) == NFO_SEND && call.procedure == READ_CALL);
	CHECK(!say_data(call.xid, "identity", 8, p.next_read) && !p.read_at);
}

static void the_sample_is_read_before_it_is_alive(void)
{
	terms.sample_length = 100000;
	connected(SECOND);
	CHECK(!say_data(call.xid, "identity", 8, SECOND + MS));
	CHECK(p.state == NFO_ASKED && p.matched);
	CHECK_TEXT(nfo_probe_word(&p), "unknown");
	CHECK(next(SECOND + MS) == NFO_SEND && call.procedure == READ_CALL && call.file == 's');
	CHECK(call.offset < 100000 && call.offset % 512 == 0 && call.size == 512);
	CHECK(!say_status(call.xid, JUKEBOX, SECOND + MS) && p.state == NFO_ASKED);
	CHECK(next(p.next_read) == NFO_SEND && call.file == 's');
	CHECK(!say_data(call.xid, "whatever", 8, 3 * SECOND));
	CHECK(p.state == NFO_ALIVE && p.since == 3 * SECOND && !p.matched);
	/* from now on a block of each in turn */
	CHECK(next(p.next_read) == NFO_SEND && call.file == 'i');
	CHECK(!say_data(call.xid, "identity", 8, p.next_read - INTERVAL));
	CHECK(next(p.next_read) == NFO_SEND && call.file == 's');
	CHECK(!say_data(call.xid, "what", 4, p.next_read - INTERVAL) && p.state == NFO_ALIVE);
	CHECK(next(p.next_read) == NFO_SEND && call.file == 'i');
	/* one that hasn't it isn't alive */
	connected(SECOND);
	CHECK(!say_data(call.xid, "identity", 8, SECOND));
	CHECK(next(SECOND) == NFO_SEND && !say_status(call.xid, STALE, SECOND));
	CHECK(p.state == NFO_DIFFERENT && !p.matched);
	CHECK(next(p.next_read) == NFO_SEND && call.file == 'i');
	/* nor is one whose connection ends between the two */
	connected(SECOND);
	CHECK(!say_data(call.xid, "identity", 8, SECOND));
	nfo_probe_closed(&p, "closed the connection", SECOND);
	CHECK(next(p.retry) == NFO_OPEN);
	nfo_probe_accepted(&p, p.retry);
	CHECK(next(p.retry) == NFO_SEND && call.file == 'i');
}

/* The sample goes between the identity and its own turn: the identity is enough, if it stays away. */
static void the_sample_goes(void)
{
	terms.sample_length = 100000;
	connected(SECOND);
	CHECK(!say_data(call.xid, "identity", 8, SECOND) && p.matched);
	terms.sample_length = 0;
	CHECK(next(SECOND) == NFO_SEND && call.procedure == READ_CALL && call.file == 'i');
	terms.sample_length = 100000;
	CHECK(!say_data(call.xid, "identity", 8, SECOND) && p.state == NFO_ASKED);
	terms.sample_length = 0;
	CHECK(next(SECOND) == NFO_SEND && call.procedure == READ_CALL && call.file == 'i');
	CHECK(!say_data(call.xid, "identity", 8, SECOND) && p.state == NFO_ALIVE);
}

/* Of an identity that is longer than a block, a block at a time when it was compared. */
static void blocks_of_the_identity(void)
{
	static char text[1000];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i / 4;
	memcpy(terms.identity_data, text, sizeof(text));
	terms.identity_size = sizeof(text);
	terms.sample_length = 0;
	connected(SECOND);
	CHECK(!say_data(call.xid, text, 1000, SECOND) && p.state == NFO_ALIVE);
	CHECK(next(p.next_read) == NFO_SEND && call.offset == 512 && call.size == 488);
	CHECK(!say_data(call.xid, text + 512, 488, 3 * SECOND) && p.state == NFO_ALIVE);
	CHECK(p.since == SECOND);	/* for as long as before */
	terms = defaults;
}

/* --- What is no answer */

static void refused(void)
{
	u8 bytes[64];
	size_t n;

	connected(SECOND);
	n = put_answer(bytes, call.xid, NULL, 0);
	put_unaligned_be32(2, bytes + 24);	/* such a version there isn't */
	CHECK_TEXT(receive(bytes, n, SECOND) ?: "", "refuses NFSv3");
	CHECK(p.state == NFO_ASKED && p.waiting == 1);
}

static void nonsense(void)
{
	static const struct {
		int line;
		u32 add;	/* to the number */
		unsigned int at;	/* the word that is another */
		u32 word;
	} cases[] = {
		{ __LINE__, 1, 2, 1 },		{ __LINE__, 64, 2, 1 },
		{ __LINE__, -64, 2, 1 },	{ __LINE__, 0, 2, 0 }, /* a call */
		{ __LINE__, 0, 8, 2 },	/* attributes: neither yes nor no */
		{ __LINE__, 0, 0, 0x80000004 }, { __LINE__, 0, 0, 0xffffffff },
	};

	terms.sample_length = 0;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		u8 bytes[64];
		const char *why;
		size_t n;

		connected(SECOND);
		n = put_data(bytes, call.xid + cases[i].add, "identity", 8);
		put_unaligned_be32(cases[i].word, bytes + 4 * cases[i].at);
		why = receive(bytes, n, SECOND);
		CHECK_AT(cases[i].line, why && !strcmp(why, "gives answers that are none"));
		CHECK_AT(cases[i].line, p.state == NFO_ASKED);
		nfo_probe_closed(&p, why, SECOND);
		CHECK_AT(cases[i].line, p.dead && !p.have && !p.waiting);
	}
}

static void an_answer_twice(void)
{
	alive(SECOND);
	CHECK(next(SECOND) == NFO_SEND && !say_null(call.xid, SECOND));
	CHECK(say_null(call.xid, SECOND));
}

/* A number whose place is that of a NULL that waits. */
static void an_answer_to_another_round(void)
{
	alive(SECOND);
	CHECK(next(SECOND) == NFO_SEND && call.procedure == NULL_CALL);
	CHECK(say_null(call.xid + NFO_PIPELINE, SECOND));
}

/* What was asked before is no call of the new connection. */
static void an_answer_to_a_former_connection(void)
{
	connected(SECOND);
	nfo_probe_closed(&p, "closed the connection", SECOND);
	CHECK(next(p.retry) == NFO_OPEN);
	nfo_probe_accepted(&p, p.retry);
	CHECK(say_data(call.xid, "identity", 8, p.retry));
	alive(SECOND);
	CHECK(next(SECOND) == NFO_SEND && call.procedure == NULL_CALL);
	nfo_probe_closed(&p, "closed the connection", SECOND);
	CHECK(next(p.retry) == NFO_OPEN);
	nfo_probe_accepted(&p, p.retry);
	CHECK(say_null(call.xid, p.retry));
}

/* After garbage nothing that comes with it counts. */
static void what_follows_garbage(void)
{
	u8 bytes[256] = {};

	terms.sample_length = 0;
	connected(SECOND);
	put_data(bytes + 4, call.xid, "identity", 8);
	CHECK(receive(bytes, sizeof(bytes), SECOND) && p.state == NFO_ASKED);
}

static void answers_in_pieces(void)
{
	u8 bytes[512];
	size_t n;

	terms.sample_length = 0;
	connected(SECOND);
	n = put_data(bytes, call.xid, "identity", 8);
	CHECK(next(SECOND) == NFO_SEND && call.procedure == NULL_CALL);
	n += put_null(bytes + n, call.xid);
	for (size_t i = 0; i < n; i++) {
		CHECK(p.waiting == 2 - (i >= n - 28) &&
		      p.state == (i < n - 28 ? NFO_ASKED : NFO_ALIVE));
		CHECK(!receive(bytes + i, 1, SECOND));
	}
	CHECK(!p.waiting && !p.have);
	/* and all at once */
	connected(SECOND);
	n = put_data(bytes, call.xid, "identity", 8);
	CHECK(next(SECOND) == NFO_SEND);
	n += put_null(bytes + n, call.xid);
	CHECK(!receive(bytes, n, SECOND) && !p.waiting && p.state == NFO_ALIVE);
}

/* The rest of one connection is no begin of the next. */
static void half_an_answer_is_forgotten(void)
{
	u8 bytes[64];

	connected(SECOND);
	CHECK(!receive(bytes, put_null(bytes, 1) - 4, SECOND) && p.have);
	nfo_probe_closed(&p, "closed the connection", SECOND);
	CHECK(!p.have);
}

/* --- Pace */

/* Answers that come late and many NULLs that wait: no more than there is place for. */
static void the_pipeline_is_full(void)
{
	s64 now = SECOND;
	unsigned int sent = 0;

	terms.misses = 100;
	alive(now);
	while (!p.call[p.xid % NFO_PIPELINE].waits) {
		while (next(now) == NFO_SEND)
			if (call.procedure == READ_CALL)
				CHECK(!say_data(call.xid, "identity", 8, now));
			else
				sent++;
		now = nfo_probe_due(&p);
	}
	CHECK(sent <= NFO_PIPELINE && sent == p.waiting && sent > 50);
	/* it waits for a READ's time, not for the NULL that is overdue */
	CHECK(next(now) == NFO_NOTHING || call.procedure == READ_CALL);
	CHECK(nfo_probe_due(&p) > now && p.state == NFO_ALIVE);
	now = p.next_null;
	CHECK(next(now) == NFO_NOTHING && !say_null(p.call[p.xid % NFO_PIPELINE].xid, now));
	CHECK(next(now) == NFO_SEND && call.procedure == NULL_CALL);
	terms.misses = 3;
}

static void all_servers_in_step(void)
{
	alive(SECOND + 77 * MS);
	work(SECOND + 77 * MS);
	CHECK(p.next_null == SECOND + INTERVAL && p.next_read == SECOND + 10 * INTERVAL);
	work(SECOND + INTERVAL + 3);
	CHECK(p.next_null == SECOND + 2 * INTERVAL);
	/* late by more than one interval: no calls are made up for */
	work(SECOND + 3 * INTERVAL + MS);
	CHECK(p.next_null == SECOND + 4 * INTERVAL && p.waiting == 3);
}

static void a_shorter_interval_counts_at_once(void)
{
	terms.interval = 60000;
	alive(SECOND);
	work(SECOND);
	CHECK(nfo_probe_due(&p) == 60 * SECOND);
	terms.interval = 200;
	CHECK(next(SECOND + MS) == NFO_NOTHING);
	CHECK(nfo_probe_due(&p) == SECOND + MS + INTERVAL);
}

/* Not accepted: it is given up after a while, and begun again. */
static void connecting_takes_too_long(void)
{
	nfo_probe_init(&p, &terms, 1, SECOND);
	CHECK(next(SECOND) == NFO_OPEN && nfo_probe_due(&p) == SECOND + WINDOW);
	CHECK(next(SECOND + WINDOW - 1) == NFO_NOTHING);
	CHECK(next(SECOND + WINDOW) == NFO_CLOSE);
	is_dead("doesn't answer");
	/* at least 200 ms, and at most a second */
	terms.interval = 20;
	CHECK(next(p.retry) == NFO_OPEN && nfo_probe_due(&p) == p.since + 200 * MS);
	terms.interval = 2000;
	CHECK(nfo_probe_due(&p) == p.since + SECOND);
	terms.interval = 200;
}

/* One that nobody waits for every two seconds, the one in use at the interval. */
static void times_to_try_again(void)
{
	nfo_probe_init(&p, &terms, 1, SECOND);
	CHECK(next(SECOND) == NFO_OPEN);
	nfo_probe_closed(&p, "refuses connections", SECOND + MS);
	is_dead("refuses connections");
	CHECK(nfo_probe_due(&p) == 3 * SECOND && next(3 * SECOND - 1) == NFO_NOTHING);
	nfo_probe_retry(&p, SECOND + 2 * MS);
	CHECK(next(SECOND + 2 * MS) == NFO_OPEN);
	p.wanted = true;
	nfo_probe_closed(&p, "no route to it", SECOND + 3 * MS);
	CHECK_TEXT(p.why, "refuses connections");
	CHECK(nfo_probe_due(&p) == SECOND + 2 * MS + INTERVAL);
	/* not before now, when it took longer than that */
	CHECK(next(2 * SECOND) == NFO_OPEN);
	nfo_probe_closed(&p, "can't be reached", 3 * SECOND);
	CHECK(nfo_probe_due(&p) == 3 * SECOND);
	p.wanted = false;
	/* one that accepts, and that is all */
	connected(SECOND);
	nfo_probe_closed(&p, "closed the connection", SECOND + MS);
	CHECK(nfo_probe_due(&p) == 3 * SECOND);
	/* one that was alive, at once */
	alive(SECOND);
	nfo_probe_closed(&p, "closed the connection", 5 * SECOND);
	is_dead("closed the connection");
	CHECK(nfo_probe_due(&p) == 5 * SECOND);
}

static void round_trips(void)
{
	alive(SECOND);
	CHECK(!nfo_probe_rtt(&p, SECOND));
	CHECK(next(SECOND) == NFO_SEND && !say_null(call.xid, SECOND + 8 * MS) && p.rtt == 8000);
	CHECK(next(SECOND + INTERVAL) == NFO_SEND &&
	      !say_null(call.xid, SECOND + INTERVAL + 16 * MS));
	CHECK(p.rtt == 9000 && nfo_probe_rtt(&p, SECOND + INTERVAL + 16 * MS) == 9000);
	/* silent for as long as it is */
	CHECK(next(SECOND + 2 * INTERVAL) == NFO_SEND);
	CHECK(nfo_probe_rtt(&p, SECOND + 2 * INTERVAL + MS) == 9000);
	CHECK(nfo_probe_rtt(&p, SECOND + 2 * INTERVAL + 50 * MS) == 50000);
	/* an answer that came before its call, by a clock that was read in between, took some time */
	CHECK(!say_null(call.xid, SECOND + 2 * INTERVAL - MS) && p.rtt == 7875);
	CHECK(next(p.next_read) == NFO_SEND && !say_status(call.xid, STALE, 3 * SECOND));
	CHECK(p.rtt && !nfo_probe_rtt(&p, 3 * SECOND));
	nfo_probe_closed(&p, "closed the connection", 3 * SECOND);
	CHECK(!p.rtt);
}

int main(void)
{
	terms = defaults;
	a_null_each_interval_and_no_wait();
	silence_is_death_when_the_window_ends();
	silence_needs_a_call();
	a_late_answer_is_life();
	an_answer_to_the_mount_is_life();
	a_standstill_is_forgiven_once();
	a_disk_that_hangs(3, 0);
	a_disk_that_hangs(3, 5 * SECOND);
	a_disk_that_hangs(20, 0);	/* for longer than the pipeline has places for NULLs */
	other_files();
	an_export_changes_while_it_is_alive();
	try_later();
	later_for_ever();
	the_sample_is_read_before_it_is_alive();
	the_sample_goes();
	blocks_of_the_identity();
	refused();
	nonsense();
	an_answer_twice();
	an_answer_to_another_round();
	an_answer_to_a_former_connection();
	what_follows_garbage();
	answers_in_pieces();
	half_an_answer_is_forgotten();
	the_pipeline_is_full();
	all_servers_in_step();
	a_shorter_interval_counts_at_once();
	connecting_takes_too_long();
	times_to_try_again();
	round_trips();
	return test_failed;
}
