// SPDX-License-Identifier: MIT
// What the kernel says of NFS mounts (proc(5); show_vfsstat() of fs/proc_namespace.c, nfs_show_stats()).
#include "mounts.h"

#include <string.h>

#include "number.h"

enum { FIELDS_MAX = 32 };

bool mounts_find(struct text mountinfo, uint64_t id, struct mount_line *m)
{
	struct text line, f[FIELDS_MAX];
	uint64_t this;

	while (text_line(&mountinfo, &line)) {
		size_t n = text_fields(line, ' ', f, FIELDS_MAX), i = 6;

		if (n > FIELDS_MAX || n < 9 || number_parse(&this, f[0].s, f[0].n, 0, INT64_MAX))
			continue;
		while (i < n && !text_is(f[i], "-"))
			i++;
		if (this != id || i + 2 >= n)
			continue;
		*m = (struct mount_line){ f[4], f[i + 1], f[i + 2] };
		return true;
	}
	return false;
}

// Takes a beginning off the text.
static bool skip(struct text *t, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!text_starts(*t, prefix))
		return false;
	t->s += n;
	t->n -= n;
	return true;
}

// "device SOURCE mounted on AT with fstype nfs statvers=1.1"; neither has a blank in it.
static bool is_head(struct text line, struct nfs_mount *m)
{
	struct text f[9];

	if (text_fields(line, ' ', f, 9) != 9 || !text_is(f[0], "device") ||
		!text_is(f[7], "nfs") || !text_starts(f[8], "statvers="))
		return false;
	*m = (struct nfs_mount){ .source = f[1], .at = f[4] };
	return true;
}

// "	xprt:	tcp PORT ..."; port 0: it isn't connected, but may have been. The seventh number is what it was answered.
static void take_connection(struct text rest, struct nfs_mount *m)
{
	struct text f[8];
	size_t n = text_fields(rest, ' ', f, 8);
	uint64_t port, answers;

	if (n > 6 && !number_parse(&answers, f[6].s, f[6].n, 0, UINT64_MAX))
		m->answers += answers;
	if (n && m->ports < PORTS_MAX && !number_parse(&port, f[0].s, f[0].n, 1, UINT16_MAX))
		m->port[m->ports++] = (uint16_t)port;
}

bool mounts_next(struct text *mountstats, struct nfs_mount *m)
{
	struct text line, before;
	bool found = false;

	for (before = *mountstats; text_line(mountstats, &line); before = *mountstats) {
		if (text_starts(line, "device ") || text_starts(line, "no device ")) {
			if (found) {
				*mountstats = before;
				break;
			}
			found = is_head(line, m);
		} else if (found && !m->options.s && skip(&line, "\topts:\t")) {
			m->options = line;
		} else if (found && skip(&line, "\txprt:\ttcp ")) {
			take_connection(line, m);
		}
	}
	return found;
}

bool mounts_option(const struct nfs_mount *m, const char *option)
{
	struct text rest = m->options, word;

	while (text_part(&rest, ',', &word))
		if (text_is(word, option))
			return true;
	return false;
}

bool mounts_port(const struct nfs_mount *m, uint16_t port)
{
	for (unsigned i = 0; i < m->ports; i++)
		if (m->port[i] == port)
			return true;
	return false;
}

// --- in pieces

void mounts_begin(struct mounts_sum *s, const char *source)
{
	*s = (struct mounts_sum){ .source = source };
}

// Of a line whose end isn't there the type isn't known: the options will tell.
static bool is_ours(const struct mounts_sum *s, struct text line)
{
	struct nfs_mount m;

	if (s->cut)
		return skip(&line, "device ") && skip(&line, s->source) && text_starts(line, " ");
	return is_head(line, &m) && text_is(m.source, s->source);
}

static void take_options(struct mounts_sum *s, struct text line)
{
	struct nfs_mount m = { .options = line };

	s->unclear |= s->cut;
	s->in = MOUNT_OTHER;
	if (!mounts_option(&m, "vers=3") || mounts_option(&m, "failover"))
		return;
	s->in = MOUNT_OURS;
	s->found = true;
	s->writable |= !mounts_option(&m, "ro");
}

static void take_line(struct mounts_sum *s)
{
	struct text line = { s->line, s->n };

	if (text_starts(line, "device ") || text_starts(line, "no device ")) {
		s->unclear |= s->in == MOUNT_BEGUN;
		s->in = is_ours(s, line) ? MOUNT_BEGUN : MOUNT_OTHER;
	} else if (s->in == MOUNT_BEGUN && skip(&line, "\topts:\t")) {
		take_options(s, line);
	} else if (s->in == MOUNT_OURS && skip(&line, "\txprt:\ttcp ")) {
		take_connection(line, &s->all);
	}
	s->n = 0;
	s->cut = false;
}

static void keep(struct mounts_sum *s, struct text part)
{
	size_t room = sizeof s->line - s->n, n = part.n < room ? part.n : room;

	if (n)
		memcpy(s->line + s->n, part.s, n);
	s->n += n;
	s->cut |= n < part.n;
}

void mounts_take(struct mounts_sum *s, struct text piece)
{
	struct text line;

	while (text_line(&piece, &line)) {
		keep(s, line);
		take_line(s);
	}
	keep(s, piece);
}

bool mounts_end(struct mounts_sum *s)
{
	s->unclear |= s->n || s->in == MOUNT_BEGUN;
	return s->found && !s->unclear;
}
