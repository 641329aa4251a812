// SPDX-License-Identifier: MIT
// What a transaction changes: the difference of two trees, the packages' before and after, looked at on the disk.
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "error.h"
#include "statx.h"
#include "target.h"
#include "transaction_impl.h"

static int note(struct tx *x, const char *fmt, va_list ap)
{
	struct transaction_notes *notes = x->notes;
	char line[PATH_LENGTH * 2 + 400];

	vsnprintf(line, sizeof line, fmt, ap);
	char *copy = arena_text(x->arena, line, strlen(line));

	notes->item = arena_more(x->arena, notes->item, notes->count, sizeof *notes->item);
	if (!copy || !notes->item)
		return -ENOMEM;
	notes->item[notes->count++] = text_of(copy);
	return 0;
}

int tx_note(struct tx *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int rc = note(x, fmt, ap);
	va_end(ap);
	return rc;
}

int tx_refuse(struct tx *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int rc = note(x, fmt, ap);
	va_end(ap);
	if (!rc && !x->refused++)
		fail(-E_DATA, "%.*s", TEXT_ARG(x->notes->item[x->notes->count - 1]));
	return rc;
}

static bool is_below(struct text path, struct text dir)
{
	return path.n > dir.n && path.s[dir.n] == '/' && !memcmp(path.s, dir.s, dir.n);
}

static bool same_capability(const struct capability *a, const struct capability *b)
{
	return a == b ||
		(a && b && a->permitted == b->permitted && a->inheritable == b->inheritable &&
			a->effective == b->effective);
}

static bool same_attributes(const struct entry *a, const struct entry *b)
{
	return a->mode == b->mode && a->uid == b->uid && a->gid == b->gid;
}

static bool same_content(const struct entry *a, const struct entry *b)
{
	switch (a->type) {
	case 'd': return true;
	case 'f': return a->size == b->size && digest_equal(&a->digest, &b->digest);
	case 'l': return text_equal(a->target, b->target);
	default: return a->major == b->major && a->minor == b->minor;
	}
}

// Nothing to do, by the lists.
static bool same(const struct node *o, const struct node *n)
{
	if (o->entry == n->entry)
		return true;
	if (!n->source || !o->source)
		return o->entry->type == 'd' && n->entry->type == 'd';
	return o->entry->type == n->entry->type && same_attributes(o->entry, n->entry) &&
		same_content(o->entry, n->entry) && same_capability(o->capability, n->capability);
}

// What is as it should be by the lists may not be so on the disk.
static bool repairs(const struct tx *x, const struct node *n)
{
	if (!n->source)
		return false;
	return x->anew[n->source - x->new_source] || (x->order->repair && n->entry->type != 'f');
}

// Something staged that goes to a path, which is the node's or beside it.
static int new_top(struct tx *x, struct text path, size_t own)
{
	uint32_t place;
	int rc = tx_place(x, path, &place);

	if (rc)
		return rc;
	x->top = arena_more(x->arena, x->top, x->tops, sizeof *x->top);
	if (!x->top)
		return -ENOMEM;
	x->top[x->tops++] = (struct top){ .path = path, .own = own, .place = place };
	return 0;
}

static size_t index_of(const struct tx *x, const struct node *n)
{
	return (size_t)(n - x->new.node);
}

// The node is staged as a part of that top.
static void mark(struct tx *x, const struct node *n, size_t top)
{
	struct place *place = x->place + x->top[top - 1].place;

	x->staged[index_of(x, n)] = (uint32_t)top;
	place->files++;
	if (n->entry->type == 'f')
		place->bytes += (n->entry->size + 4095) & ~(uint64_t)4095;
	else if (n->entry->type == 'd')
		place->bytes += 4096;
	if (n->entry->type == 'f' && n->source) {
		size_t source = (size_t)(n->source - x->new_source);

		x->content[source][n->entry - n->source->manifest->entry] =
			(uint32_t)index_of(x, n) + 1;
	}
}

static int put(struct tx *x, const struct node *n)
{
	int rc = new_top(x, n->entry->path, n->entry->path.n);

	if (rc)
		return rc;
	mark(x, n, x->tops);
	if (n->entry->type == 'd')
		x->wanted = x->tops;
	return 0;
}

// In the place of something that is there.
static int put_over(struct tx *x, const struct node *n, const struct seen *s)
{
	if (s->fixed)
		return tx_refuse(
			x, "%.*s can't be replaced: %s", TEXT_ARG(n->entry->path), s->fixed);
	return put(x, n);
}

// The new one beside what stays.
static int put_beside(struct tx *x, const struct node *n)
{
	struct text path = n->entry->path;
	const char *new = arena_printf(x->arena, "%.*s.new", TEXT_ARG(path));

	if (!new)
		return -ENOMEM;
	if (path.n + 4 > PATH_LENGTH || tree_find(&x->new, text_of(new)))
		return tx_refuse(x, "%s can't be made: the name is too long or a package's", new);
	struct seen s;
	int rc = tx_look(x, text_of(new), &s);
	if (!rc && (s.type == 'd' || s.fixed))
		return tx_refuse(x, "%s is in the way of a new configuration file: %s", new,
			s.fixed ? s.fixed : "it is a directory");
	if (!rc)
		rc = new_top(x, text_of(new), path.n);
	if (!rc)
		mark(x, n, x->tops);
	return rc;
}

// Directories between the top that is wanted and a path, as far as they are staged not yet: those the disk should have had.
static int mark_above(struct tx *x, struct text path)
{
	struct text above = path_parent(path);
	const struct node *dir = tree_find(&x->new, above);

	if (!dir || x->staged[index_of(x, dir)])
		return 0;
	int rc = mark_above(x, above);
	if (!rc)
		mark(x, dir, x->wanted);
	return rc;
}

// The directory that would hold the path is missing: the topmost one that is becomes something to put.
static int put_missing(struct tx *x, struct text path)
{
	for (size_t n = 0; n < path.n; n++) {
		struct text above = { path.s, n };
		struct seen s;

		if (path.s[n] != '/')
			continue;
		int rc = tx_look(x, above, &s);
		if (rc)
			return rc;
		if (s.type)
			continue;
		const struct node *dir = tree_find(&x->new, above);

		return dir ? put(x, dir) : fail(-ENOENT, "%.*s", TEXT_ARG(above));
	}
	return fail(-ENOENT, "%.*s", TEXT_ARG(path));
}

static int make_room(struct tx *x, struct text path, enum journal_verb verb)
{
	x->replaced = arena_more(x->arena, x->replaced, x->replaces, sizeof *x->replaced);
	if (!x->replaced)
		return -ENOMEM;
	x->replaced[x->replaces++] = (struct journal_step){ .verb = verb, .path = path };
	return 0;
}

static int foreign(struct tx *x, struct text path, const struct seen *s)
{
	if (s->type == 'd')
		return tx_refuse(x, "%.*s is a directory here: move it away", TEXT_ARG(path));
	if (s->type == 'l')
		return tx_refuse(x,
			"%.*s is a symbolic link here that belongs to no package: move it away",
		TEXT_ARG(path));
	return tx_refuse(
		x, "%.*s exists already and belongs to no package: move it away", TEXT_ARG(path));
}

// A directory's mode and owner follow the packages', unless they didn't change theirs.
static int dir_there(struct tx *x, const struct node *o, const struct node *n, const struct seen *s)
{
	const struct entry *e = n->entry;
	bool said = n->source &&
		(!o || repairs(x, n) || o->entry->type != 'd' || !same_attributes(o->entry, e));

	if (said && !tx_is(x, n, e, s, true)) {
		struct journal_step step = { .verb = JOURNAL_MODE,
			.mode = e->mode,
			.uid = e->uid,
			.gid = e->gid,
			.path = e->path };

		journal_add(&x->modes, &step);
	}
	return 0;
}

static int plan_dir(struct tx *x, const struct node *o, const struct node *n, const struct seen *s)
{
	struct text path = n->entry->path;

	if (!s->type)
		return put(x, n);
	if (s->type == 'd')
		return dir_there(x, o, n, s);
	if (!o || o->entry->type == 'd')
		return foreign(x, path, s);
	if (entry_is_config(o->entry) && !tx_is(x, o, o->entry, s, false))
		return tx_refuse(x, "%.*s was changed here and becomes a directory: move it away",
			TEXT_ARG(path));
	int rc = make_room(x, path, JOURNAL_REMOVE);
	return rc ? rc : put_over(x, n, s);
}

// What the administrator made of a configuration file stays.
static int plan_config(
	struct tx *x, const struct node *o, const struct node *n, const struct seen *s)
{
	bool was = o && o->entry->type == 'f';
	bool unchanged = was && same_content(o->entry, n->entry);
	struct text path = n->entry->path;

	if (!s->type && !was)
		return put(x, n);
	if (!s->type && repairs(x, n))
		return put(x, n);
	if (tx_is(x, n, n->entry, s, false))
		return 0;
	if (was && tx_is(x, o, o->entry, s, false))
		return put_over(x, n, s);
	if (unchanged)
		return 0;
	int rc = tx_note(x, "%.*s %s: the new one is %.*s.new", TEXT_ARG(path),
		!s->type ? "was removed here"
		: was	 ? "was changed here and stays"
			 : "was here already and stays",
		TEXT_ARG(path));
	return rc ? rc : put_beside(x, n);
}

// A directory gives way to something else when all that is in it goes.
static int replace_dir(
	struct tx *x, const struct node *o, const struct node *n, const struct seen *s)
{
	if (!o || o->entry->type != 'd')
		return foreign(x, n->entry->path, s);
	x->leaves = n->entry->path;
	unsigned before = x->refused;
	int rc = tx_only_ours(x, n->entry->path);
	return rc || x->refused > before ? rc : put(x, n);
}

static int plan_file(struct tx *x, const struct node *o, const struct node *n, const struct seen *s)
{
	const struct entry *e = n->entry;
	bool ours = o && o->entry->type != 'd';

	if (s->type == 'd')
		return replace_dir(x, o, n, s);
	if (n->source && entry_is_config(e))
		return plan_config(x, o, n, s);
	if (!s->type)
		return put(x, n);
	if ((!ours || repairs(x, n) || !n->source) && tx_is(x, n, e, s, false))
		return tx_is(x, n, e, s, true) && !n->capability ? 0 : put_over(x, n, s);
	return ours || !n->source ? put_over(x, n, s) : foreign(x, e->path, s);
}

// A node that comes or changes.
static int plan_new(struct tx *x, const struct node *o, const struct node *n)
{
	struct text path = n->entry->path;
	struct seen s;
	int rc = 0;

	if (x->wanted && !is_below(path, x->top[x->wanted - 1].path))
		x->wanted = 0;
	if (!x->wanted) {
		rc = tx_look(x, path, &s);
		if (rc == -ENOENT)
			rc = put_missing(x, path);
		else if (!rc)
			return n->entry->type == 'd' ? plan_dir(x, o, n, &s)
						     : plan_file(x, o, n, &s);
		if (rc)
			return rc;
	}
	rc = mark_above(x, path);
	if (!rc)
		mark(x, n, x->wanted);
	return rc;
}

static int add_gone(struct tx *x, const struct node *o, bool first)
{
	x->gone_first = arena_more(x->arena, x->gone_first, x->goes, sizeof *x->gone_first);
	x->gone = arena_more(x->arena, x->gone, x->goes, sizeof *x->gone);
	if (!x->gone || !x->gone_first)
		return -ENOMEM;
	x->gone_first[x->goes] = first;
	x->gone[x->goes++] = (size_t)(o - x->old.node);
	return 0;
}

// The new version that was put beside a configuration file goes with it, unless somebody worked on it.
static int gone_beside(struct tx *x, const struct node *o)
{
	const char *new = arena_printf(x->arena, "%.*s.new", TEXT_ARG(o->entry->path));
	struct entry beside = *o->entry;
	struct seen s;

	if (!new)
		return -ENOMEM;
	beside.path = text_of(new);
	int rc = tx_look(x, beside.path, &s);
	if (rc || !s.type || !tx_is(x, o, &beside, &s, false))
		return rc;
	return make_room(x, beside.path, JOURNAL_REMOVE);
}

static int gone_config(struct tx *x, const struct node *o, bool *stays)
{
	struct seen s;
	int rc = tx_look(x, o->entry->path, &s);

	if (rc)
		return rc == -ENOENT ? 0 : rc;
	*stays = s.type && !tx_is(x, o, o->entry, &s, false);
	if (*stays)
		rc = tx_note(x, "%.*s was changed here and stays", TEXT_ARG(o->entry->path));
	return rc ? rc : gone_beside(x, o);
}

static int gone_other(struct tx *x, const struct node *o)
{
	struct seen s;
	int rc = tx_look(x, o->entry->path, &s);

	if (!rc && s.fixed)
		rc = tx_refuse(x, "%.*s can't be removed: %s", TEXT_ARG(o->entry->path), s.fixed);
	return rc;
}

// A node that goes. What can't be reached without following somebody's link is left alone.
static int plan_gone(struct tx *x, const struct node *o)
{
	struct text path = o->entry->path;
	bool first = x->leaves.n && is_below(path, x->leaves), stays = false;
	const char *name;
	int rc = 0, dir = o->entry->type == 'd' ? 0 : parent_of(&x->at, path, &name);

	if (o->entry->type == 'd') {
		if (first)
			rc = tx_only_ours(x, path);
	} else if (dir < 0) {
		return dir == -ENOENT || dir == -ENOTDIR || dir == -ELOOP ? 0 : dir;
	} else if (!entry_is_config(o->entry)) {
		rc = gone_other(x, o);
	} else {
		rc = gone_config(x, o, &stays);
		if (!rc && stays && first)
			rc = tx_refuse(x,
				"%.*s was changed here, and its directory becomes something else: "
				"move it away",
				TEXT_ARG(path));
	}
	return rc || stays ? rc : add_gone(x, o, first);
}

static int plan_path(struct tx *x, const struct node *o, const struct node *n)
{
	if (x->order->stop && x->order->stop())
		return fail(-EINTR, "stopped");
	if (!n)
		return plan_gone(x, o);
	if (!n->entry->path.n || (o && !repairs(x, n) && same(o, n)))
		return 0;
	if (x->refused && is_below(n->entry->path, x->refused_at))
		return 0;
	unsigned before = x->refused;
	int rc = plan_new(x, o, n);
	if (x->refused > before)
		x->refused_at = n->entry->path;
	return rc;
}

// A directory that became something else is taken away after what was in it.
static int walk(struct tx *x)
{
	const struct tree *old = &x->old, *new = &x->new;
	int rc = 0;

	for (size_t i = 0, k = 0; !rc && (i < old->count || k < new->count);) {
		int c = i == old->count	? 1
			: k == new->count
			? -1
			: tree_compare(old->node[i].entry->path, new->node[k].entry->path);
		const struct node *o = c <= 0 ? &old->node[i++] : NULL;
		const struct node *n = c >= 0 ? &new->node[k++] : NULL;

		rc = plan_path(x, o, n);
		if (!rc)
			rc = x->failed;
		if (!rc && o && n && o->entry->type == 'd' && n->entry->type != 'd')
			rc = add_gone(x, o, true);
	}
	return rc;
}

// The first place is where the state is.
static int first_place(struct tx *x)
{
	struct kernel_statx st;

	x->place = arena_more(x->arena, NULL, 0, sizeof *x->place);
	if (!x->place)
		return -ENOMEM;
	x->place[x->places++] = (struct place){ .fd = -1 };
	if (x->target->state < 0)
		return 0;	// only to be checked: nothing is there yet
	if (kernel_statx(x->target->state, "", AT_EMPTY_PATH, STATX_MNT_ID, &st))
		return fail(-errno, "stat " TARGET_STATE);
	x->place[0].mount = st.stx_mnt_id;
	return 0;
}

int tx_plan(struct tx *x)
{
	int rc = tx_merge(x);

	if (!rc)
		rc = tx_room(x);
	if (!rc)
		rc = first_place(x);
	parent_init(&x->at, x->target->root);
	if (!rc)
		rc = walk(x);
	parent_forget(&x->at);
	if (!rc && x->refused > 1)
		return fail(
			-E_DATA, "%.*s (and %u more)", TEXT_ARG(x->notes->item[0]), x->refused - 1);
	return rc ? rc : x->refused ? -E_DATA : 0;
}
