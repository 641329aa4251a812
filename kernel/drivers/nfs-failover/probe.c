// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules of a server's silence: what it is asked and when, what its answers mean,
 * when it is alive and when it is dead.  No sockets, no locks, no clock: these have
 * peer.c here and a program in user space (orion-failover-agent), which share this
 * file, so that user space can test it (probe_test.c, probe_fuzz.c).
 *
 * The next probe doesn't wait for an answer.  TCP itself sends a lost segment
 * again after 200 ms at the earliest, or when it sees that later ones arrived.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/nfs.h>
#include <linux/string.h>

#include "probe.h"

#define NS_PER_MS 1000000LL
#define NS_PER_US 1000

/* Limits for a connection to be accepted */
#define PATIENCE_MIN (200 * NS_PER_MS)
#define PATIENCE_MAX (1000 * NS_PER_MS)

/* Between attempts to reach a server that nobody waits for */
#define SPARE (2000 * NS_PER_MS)

/* A READ comes with every tenth NULL, and may take ten times as long. */
#define READ_FACTOR 10

/* Bytes of a READ that is only to show that the server's disk answers */
#define SAMPLE_SIZE 512

static s64 patience(const struct nfo_probe *p)
{
	return clamp(nfo_window(p->terms), PATIENCE_MIN, PATIENCE_MAX);
}

/* From the begin of one attempt to the next; a spare server that is of no use costs little. */
static s64 attempts(const struct nfo_probe *p)
{
	s64 interval = nfo_interval(p->terms);

	return p->state == NFO_ALIVE || p->wanted ? interval : max(interval, SPARE);
}

/**
 * nfo_probe_init - a server of which nothing is known
 * @p: the server
 * @terms: what is asked; stays as long as @p does, and may change between two calls
 * @xid: number of the first call; any
 * @now: the time
 */
void nfo_probe_init(struct nfo_probe *p, const struct nfo_terms *terms, u32 xid, s64 now)
{
	memset(p, 0, sizeof(*p));
	p->terms = terms;
	p->why = "was not heard of yet";
	p->xid = xid;
	p->heard = now;
	p->retry = now;
}

/**
 * nfo_probe_closed - there is no connection any more, or it couldn't be begun
 * @p: the server
 * @why: the reason, for people
 * @now: the time
 *
 * A new one is begun soon.
 */
void nfo_probe_closed(struct nfo_probe *p, const char *why, s64 now)
{
	p->retry = max(now, p->since + attempts(p));
	memset(p->call, 0, sizeof(p->call));
	memset(&p->read, 0, sizeof(p->read));
	WRITE_ONCE(p->state, NFO_CLOSED);
	p->waiting = 0;
	p->asked = 0;
	p->forgiven = false;
	p->read_at = 0;
	p->matched = false;
	p->have = 0;
	p->rtt = 0;
	if (!p->dead)
		p->why = why;
	p->dead = true;
}

/**
 * nfo_probe_accepted - the connection that was begun is there
 * @p: the server
 * @now: the time
 */
void nfo_probe_accepted(struct nfo_probe *p, s64 now)
{
	WRITE_ONCE(p->state, NFO_ASKED);
	p->heard = now;
	p->next_null = now;
	p->next_read = now;
}

/* --- Answers */

/* Is what was read what the mount has? Of the sample nothing is known. */
static bool is_ours(const struct nfo_terms *t, const struct nfo_call *c, const struct nfo_answer *a)
{
	if (a->status || !c->size)
		return !a->status;
	return a->size == c->size && !memcmp(a->data, t->identity_data + c->offset, a->size);
}

static void is_different(struct nfo_probe *p, u32 status)
{
	p->why = "has other files";
	if (status && status != NFSERR_STALE && status != NFSERR_BADHANDLE)
		p->why = "can't read its files";
	WRITE_ONCE(p->state, NFO_DIFFERENT);
	p->status = status;
	p->matched = false;
	p->dead = true;
}

static void answered_read(struct nfo_probe *p, const struct nfo_call *c, const struct nfo_answer *a,
			  s64 now)
{
	if (a->status == NFSERR_JUKEBOX)
		return;
	p->read_at = 0;
	if (!is_ours(p->terms, c, a)) {
		is_different(p, a->status);
		return;
	}
	if (p->state == NFO_ALIVE)
		return;
	if (c->size && p->terms->sample_length) {
		p->matched = true;
		p->next_read = now;
		return;
	}
	WRITE_ONCE(p->state, NFO_ALIVE);
	p->matched = false;
	p->since = now;
	p->dead = false;
}

static void answered_null(struct nfo_probe *p, const struct nfo_call *c, s64 now)
{
	u32 us = clamp_t(s64, div_s64(now - c->at, NS_PER_US), 1, 0xffffffffLL);

	p->rtt = p->rtt ? (u32)(((u64)p->rtt * 7 + us) / 8) : us;
}

/* One answer from the stream; an error means that this isn't a server to talk to. */
static int answered(struct nfo_probe *p, const u8 *bytes, size_t size, s64 now)
{
	struct nfo_answer a;
	struct nfo_call *c;
	u32 xid;

	if (nfo_xid(bytes, size, &xid))
		return -EPROTO;
	c = p->read.waits && p->read.xid == xid ? &p->read : &p->call[xid % NFO_PIPELINE];
	if (!c->waits || c->xid != xid || nfo_answer(bytes, size, c->read, &a))
		return -EPROTO;
	if (a.status == NFO_REFUSED)
		return -EPROTONOSUPPORT;
	c->waits = false;
	p->waiting--;
	p->heard = now;
	p->asked = p->waiting ? now : 0;
	p->forgiven = false;
	if (c->read)
		answered_read(p, c, &a, now);
	else
		answered_null(p, c, now);
	return 0;
}

/* All whole answers that the stream has. */
static int take_answers(struct nfo_probe *p, s64 now)
{
	size_t used = 0;
	int size = 0, error = 0;

	while (!error) {
		size = nfo_complete(p->stream + used, p->have - used);
		if (size <= 0)
			break;
		error = answered(p, p->stream + used, size, now);
		used += size;
	}
	if (size < 0)
		error = size;
	p->have -= used;
	memmove(p->stream, p->stream + used, p->have);
	return error;
}

/**
 * nfo_probe_room - where to receive to
 * @p: the server
 * @room: gets how many bytes there may be; not 0
 *
 * Return: the place.
 */
u8 *nfo_probe_room(struct nfo_probe *p, size_t *room)
{
	*room = sizeof(p->stream) - p->have;
	return p->stream + p->have;
}

/**
 * nfo_probe_received - the server sent something
 * @p: the server
 * @size: bytes of it; they are where nfo_probe_room() said
 * @now: when they came
 *
 * Return: NULL; or why the connection is to be closed, which is then to be told by
 * nfo_probe_closed().
 */
const char *nfo_probe_received(struct nfo_probe *p, size_t size, s64 now)
{
	p->have += size;
	switch (take_answers(p, now)) {
	case 0:
		return NULL;
	case -EPROTONOSUPPORT:
		return "refuses NFSv3";
	default:
		return "gives answers that are none";
	}
}

/* --- Calls */

static enum nfo_todo send_call(struct nfo_probe *p, struct nfo_call call)
{
	struct nfo_call *c = call.read ? &p->read : &p->call[p->xid % NFO_PIPELINE];

	*c = call;
	c->xid = p->xid++;
	c->waits = true;
	p->waiting++;
	if (!p->asked)
		p->asked = c->at;
	if (c->read && !p->read_at)
		p->read_at = c->at;
	return NFO_SEND;
}

/* The time for a probe, so many intervals from now; that of all servers is the same. */
static s64 in_step(const struct nfo_probe *p, s64 now, unsigned int intervals)
{
	u64 interval = nfo_interval(p->terms), past;

	div64_u64_rem(now, interval, &past);
	return now + intervals * interval - past;
}

static enum nfo_todo send_null(struct nfo_probe *p, s64 now, struct nfo_step *step)
{
	p->next_null = in_step(p, now, 1);
	step->size = nfo_null(step->bytes, p->xid);
	return send_call(p, (struct nfo_call){ .at = now });
}

static u64 any_block(u64 any, u64 length)
{
	u64 at;

	div64_u64_rem(any, length, &at);
	return round_down(at, SAMPLE_SIZE);
}

static enum nfo_todo read_sample(struct nfo_probe *p, s64 now, u64 any, struct nfo_step *step)
{
	const struct nfo_terms *t = p->terms;

	step->size = nfo_read(step->bytes, p->xid, &t->sample, any_block(any, t->sample_length),
			      SAMPLE_SIZE);
	return send_call(p, (struct nfo_call){ .at = now, .read = true });
}

static enum nfo_todo read_identity(struct nfo_probe *p, u32 offset, u32 size, s64 now,
				   struct nfo_step *step)
{
	step->size = nfo_read(step->bytes, p->xid, &p->terms->identity, offset, size);
	return send_call(
		p, (struct nfo_call){ .at = now, .read = true, .offset = offset, .size = size });
}

/*
 * The whole identity is compared once a connection, and then the sample is read, for
 * the identity may be in the memory of a server whose disk hangs.  After that blocks
 * of both, in turn.
 */
static enum nfo_todo send_read(struct nfo_probe *p, s64 now, u64 any, struct nfo_step *step)
{
	const struct nfo_terms *t = p->terms;
	u32 offset;

	p->next_read = in_step(p, now, READ_FACTOR);
	p->sampled = t->sample_length && (p->matched || (p->state == NFO_ALIVE && !p->sampled));
	if (p->sampled)
		return read_sample(p, now, any, step);
	if (p->state != NFO_ALIVE)
		return read_identity(p, 0, t->identity_size, now, step);
	offset = any_block(any, t->identity_size);
	return read_identity(p, offset, min_t(u32, SAMPLE_SIZE, t->identity_size - offset), now,
			     step);
}

/* --- Time */

/* Nothing waits, or not for long enough: see nfo_probe_due(). */
static s64 silent_at(const struct nfo_probe *p)
{
	s64 window = nfo_window(p->terms);

	if (!p->asked)
		return NFO_NEVER;
	return max(p->heard + window, p->asked + window - nfo_interval(p->terms));
}

static s64 unread_at(const struct nfo_probe *p)
{
	return p->read_at ? p->read_at + READ_FACTOR * nfo_window(p->terms) : NFO_NEVER;
}

/* Of so many NULLs none was answered. */
static bool is_full(const struct nfo_probe *p)
{
	return p->call[p->xid % NFO_PIPELINE].waits;
}

/* The interval may have become shorter. */
static void hasten(struct nfo_probe *p, s64 now)
{
	s64 interval = nfo_interval(p->terms);

	p->retry = min(p->retry, now + interval + SPARE);
	p->next_null = min(p->next_null, now + interval);
	p->next_read = min(p->next_read, now + READ_FACTOR * interval);
}

static enum nfo_todo give_up(struct nfo_probe *p, const char *why, s64 now)
{
	nfo_probe_closed(p, why, now);
	return NFO_CLOSE;
}

static enum nfo_todo begin(struct nfo_probe *p, s64 now)
{
	p->since = now;
	WRITE_ONCE(p->state, NFO_CONNECTING);
	return NFO_OPEN;
}

static enum nfo_todo ask(struct nfo_probe *p, s64 now, u64 any, struct nfo_step *step)
{
	if (now >= silent_at(p))
		return give_up(p, "doesn't answer", now);
	if (now >= unread_at(p))
		return give_up(p, "doesn't read", now);
	if (!p->read.waits && now >= p->next_read)
		return send_read(p, now, any, step);
	if (!is_full(p) && now >= p->next_null)
		return send_null(p, now, step);
	return NFO_NOTHING;
}

/**
 * nfo_probe_next - what is to be done now
 * @p: the server
 * @now: the time
 * @any: a random number
 * @step: gets what NFO_SEND is to send
 *
 * Called until it says NFO_NOTHING or NFO_CLOSE; before that all that came is to be told.
 * What it says counts as done: if it fails, nfo_probe_closed() is told so.
 *
 * Return: what is to be done.
 */
enum nfo_todo nfo_probe_next(struct nfo_probe *p, s64 now, u64 any, struct nfo_step *step)
{
	hasten(p, now);
	switch (p->state) {
	case NFO_CLOSED:
		return now >= p->retry ? begin(p, now) : NFO_NOTHING;
	case NFO_CONNECTING:
		if (now >= p->since + patience(p))
			return give_up(p, "doesn't answer", now);
		return NFO_NOTHING;
	default:
		return ask(p, now, any, step);
	}
}

/**
 * nfo_probe_due - when is there something to do
 * @p: the server
 *
 * Return: the time; it may be now again.
 */
s64 nfo_probe_due(const struct nfo_probe *p)
{
	s64 due;

	if (p->state == NFO_CLOSED)
		return p->retry;
	if (p->state == NFO_CONNECTING)
		return p->since + patience(p);
	due = min(silent_at(p), unread_at(p));
	if (!p->read.waits)
		due = min(due, p->next_read);
	return is_full(p) ? due : min(due, p->next_null);
}

/**
 * nfo_probe_heard - the server answered the mount itself, or what can't be read yet came
 * @p: the server
 * @at: after that
 *
 * That is life, too, for a server that is connected.
 */
void nfo_probe_heard(struct nfo_probe *p, s64 at)
{
	if (p->state > NFO_CONNECTING)
		p->heard = max(p->heard, at);
}

/**
 * nfo_probe_forgive - our machine stood still, and its probes with it
 * @p: the server
 * @late: for so long
 * @now: the time
 *
 * That time doesn't count for a READ, and who is silent is given his time anew.  Once:
 * a machine that is always late would never notice a death.
 */
void nfo_probe_forgive(struct nfo_probe *p, s64 late, s64 now)
{
	if (p->read_at)
		p->read_at += late;
	if (p->asked && !p->forgiven) {
		p->asked = now;
		p->forgiven = true;
	}
}

/**
 * nfo_probe_retry - try to connect now, if there is no connection
 * @p: the server
 * @now: the time
 */
void nfo_probe_retry(struct nfo_probe *p, s64 now)
{
	p->retry = min(p->retry, now);
}

/**
 * nfo_probe_rtt - how long does an answer take
 * @p: the server
 * @now: the time
 *
 * A server that is silent takes at least as long as it has been.
 *
 * Return: microseconds; 0 when the server isn't alive, or it isn't known.
 */
u32 nfo_probe_rtt(const struct nfo_probe *p, s64 now)
{
	s64 silent = p->asked ? div_s64(now - p->asked, NS_PER_US) : 0;

	if (p->state != NFO_ALIVE || !p->rtt)
		return 0;
	return clamp_t(s64, silent, p->rtt, 0xffffffffLL);
}

/**
 * nfo_probe_word - what is known of a server, for people
 * @p: the server
 *
 * Return: alive, dead, different, or unknown.
 */
const char *nfo_probe_word(const struct nfo_probe *p)
{
	if (p->state == NFO_DIFFERENT)
		return "different";
	if (p->dead)
		return "dead";
	return p->state == NFO_ALIVE ? "alive" : "unknown";
}
