// SPDX-License-Identifier: MIT
// The merged tree.
#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alternatives.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "path.h"
#include "relation.h"

enum {
	LINKS = 40,	// as many as the kernel follows
	MADE = 64,	// room for what no package has
};

int tree_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		if (a.s[i] == b.s[i])
			continue;
		if (a.s[i] == '/' || b.s[i] == '/')
			return a.s[i] == '/' ? -1 : 1;
		return (unsigned char)a.s[i] < (unsigned char)b.s[i] ? -1 : 1;
	}
	return a.n < b.n ? -1 : a.n > b.n;
}

static int reserve(struct tree *t, size_t room)
{
	struct node *node = ARENA_ARRAY(t->arena, struct node, room);

	if (!node)
		return -ENOMEM;
	if (t->count)
		memcpy(node, t->node, t->count * sizeof *node);
	t->node = node;
	t->room = room;
	return 0;
}

static int insert(struct tree *t, size_t at, struct node n)
{
	if (t->count == t->room && reserve(t, t->room ? t->room * 2 : MADE))
		return -ENOMEM;
	memmove(t->node + at + 1, t->node + at, (t->count - at) * sizeof *t->node);
	t->node[at] = n;
	t->count++;
	return 0;
}

static struct entry *new_entry(struct arena *a, char type, unsigned mode, struct text path)
{
	struct entry *e = ARENA_NEW(a, struct entry);

	if (e) {
		e->type = type;
		e->mode = (uint16_t)mode;
		e->path = path;
	}
	return e;
}

static int insert_dir(struct tree *t, size_t at, struct text path)
{
	struct entry *e = new_entry(t->arena, 'd', 0755, path);

	return e ? insert(t, at, (struct node){ .entry = e, .fd = -1 }) : -ENOMEM;
}

int tree_init(struct tree *t, struct arena *a)
{
	*t = (struct tree){ .arena = a };
	return insert_dir(t, 0, TEXT(""));
}

size_t tree_index(const struct tree *t, struct text path)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (tree_compare(t->node[mid].entry->path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct node *tree_find(const struct tree *t, struct text path)
{
	size_t i = tree_index(t, path);

	return i < t->count && text_equal(t->node[i].entry->path, path) ? &t->node[i] : NULL;
}

// Follows links

// Takes the last component off.
static void up(char *path, size_t *n)
{
	while (*n && path[--*n] != '/')
		;
}

// Adds a component; false when it gets too long.
static bool down(char *path, size_t *n, struct text name)
{
	if (*n + 1 + name.n > PATH_LENGTH)
		return false;
	if (*n)
		path[(*n)++] = '/';
	memcpy(path + *n, name.s, name.n);
	*n += name.n;
	return true;
}

// The way that is left when a link has been met: its target, and what stood behind it.
static struct text join(struct arena *a, struct text target, struct text rest)
{
	return rest.s ? text_of(arena_printf(a, "%.*s/%.*s", TEXT_ARG(target), TEXT_ARG(rest)))
		      : target;
}

struct node *tree_follow(const struct tree *t, struct text path)
{
	char at[PATH_LENGTH + 1];
	struct text rest = path, name;
	struct node *here;
	size_t n = 0;

	for (int links = 0; text_part(&rest, '/', &name);) {
		if (!name.n || text_is(name, "."))
			continue;
		if (text_is(name, "..")) {
			up(at, &n);
			continue;
		}
		size_t before = n;
		if (!down(at, &n, name))
			return NULL;
		here = tree_find(t, (struct text){ at, n });
		if (!here || here->entry->type != 'l')
			continue;
		if (links++ == LINKS)
			return NULL;
		n = here->entry->target.n && *here->entry->target.s == '/' ? 0 : before;
		rest = join(t->arena, here->entry->target, rest);
	}
	return tree_find(t, (struct text){ at, n });
}

// Merging

struct merge {
	struct tree *t;
	struct node *all;	// of all packages, sorted
	size_t count;
};

static int compare_nodes(const void *pa, const void *pb)
{
	const struct node *a = pa, *b = pb;
	int c = tree_compare(a->entry->path, b->entry->path);

	return c ? c : a->source < b->source ? -1 : a->source > b->source;
}

static void collect_paths(struct merge *m, const struct source *source, size_t count)
{
	struct node *n = m->all;

	for (size_t i = 0; i < count; i++) {
		const struct manifest *from = source[i].manifest;

		for (size_t k = 0; k < from->entries; k++, n++) {
			*n = (struct node){
				.entry = &from->entry[k], .source = &source[i], .fd = -1
			};
			if (from->capabilities && n->entry->type == 'f')
				n->capability = manifest_capability(from, n->entry->path);
		}
	}
	m->count = (size_t)(n - m->all);
}

static struct entry *link_entry(struct arena *a, const struct alternative *offered)
{
	struct entry *e = new_entry(a, 'l', 0777, offered->link);
	const char *content = e ? alternative_content(a, offered) : NULL;

	if (!content)
		return NULL;
	e->target = text_of(content);
	return e;
}

// Of each link the one that is taken.
static int collect_links(struct merge *m, const struct offers *o)
{
	for (size_t i = 0; i < o->count; i += offers_alike(o, i)) {
		struct entry *e = link_entry(m->t->arena, o->item[i].alternative);

		if (!e)
			return -ENOMEM;
		m->all[m->count++] = (struct node){
			.entry = e, .source = o->item[i].source, .offered = true, .fd = -1
		};
	}
	return 0;
}

static int collect(
	struct merge *m, const struct source *source, size_t count, const struct choices *choices)
{
	struct offers offers;
	size_t paths = 0;
	int rc = offers_collect(&offers, m->t->arena, source, count, choices);

	if (rc)
		return rc;
	for (size_t i = 0; i < count; i++)
		paths += source[i].manifest->entries;
	m->all = calloc(paths + offers.count + 1, sizeof *m->all);	// none is no error
	if (!m->all)
		return fail(-ENOMEM, "%zu paths", paths);
	collect_paths(m, source, count);
	rc = collect_links(m, &offers);
	if (!rc)
		qsort(m->all, m->count, sizeof *m->all, compare_nodes);
	return rc;
}

static int conflict(struct tree *t, enum conflict_kind kind, struct text path,
	const struct source *a, const struct source *b)
{
	t->conflict = arena_more(t->arena, t->conflict, t->conflicts, sizeof *t->conflict);
	if (!t->conflict)
		return -ENOMEM;
	t->conflict[t->conflicts++] = (struct conflict){ kind, path, a, b };
	return 0;
}

static bool replaces(const struct source *a, const struct source *b)
{
	const struct texts *list = &a->manifest->replaces;

	for (size_t i = 0; i < list->count; i++) {
		struct relation r;

		if (!relation_parse(&r, list->item[i]) && text_equal(r.name, b->manifest->name) &&
			relation_match(&r, b->manifest->version))
			return true;
	}
	return false;
}

static bool replaced(const struct node *n, const struct node *group, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (&group[i] != n && replaces(group[i].source, n->source))
			return true;
	return false;
}

static bool same_dir(const struct entry *a, const struct entry *b)
{
	return a->mode == b->mode && a->uid == b->uid && a->gid == b->gid;
}

// Which of the nodes with one path is in the tree: NULL when that is not to be said, and a conflict found.
static int choose(
	struct merge *m, const struct node *group, size_t count, const struct node **chosen)
{
	const struct node *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct node *n = &group[i];

		if (count > 1 && replaced(n, group, count))
			continue;
		if (!first) {
			first = n;
			continue;
		}
		bool dirs = first->entry->type == 'd' && n->entry->type == 'd';
		if (dirs && same_dir(first->entry, n->entry))
			continue;
		if (first->offered != n->offered)
			return conflict(m->t, CONFLICT_OFFERED, n->entry->path,
				(n->offered ? n : first)->source, (n->offered ? first : n)->source);
		return conflict(m->t, dirs ? CONFLICT_DIRECTORY : CONFLICT_OWNED, n->entry->path,
			first->source, n->source);
	}
	*chosen = first;
	return first ? 0
		     : conflict(m->t, CONFLICT_OWNED, group->entry->path, group[0].source,
			       group[1].source);
}

// Adds the directories above a path that are not there; *good is whether all that are there are directories.
static int add_above(struct tree *t, const struct node *n, bool *good)
{
	struct text path = n->entry->path, above;

	*good = true;
	for (size_t i = 0; i < path.n; i++) {
		if (path.s[i] != '/')
			continue;
		above = (struct text){ path.s, i };
		size_t at = tree_index(t, above);
		bool there = at < t->count && text_equal(t->node[at].entry->path, above);
		if (there && t->node[at].entry->type == 'd')
			continue;
		if (there) {
			*good = false;
			return conflict(t, CONFLICT_BELOW, path, n->source, t->node[at].source);
		}
		int rc = insert_dir(t, at, above);
		if (rc)
			return rc;
	}
	return 0;
}

// Parents are before their children, so what is above a path is in the tree already, or nobody's. The parent of
// a path is nearly always that of the path before, which last remembers.
static int add(struct tree *t, const struct node *n, struct text *last)
{
	struct text parent = path_parent(n->entry->path);
	bool good = true;

	if (!text_equal(parent, *last)) {
		int rc = add_above(t, n, &good);

		if (rc || !good)
			return rc;
		*last = parent;
	}
	return insert(t, t->count, *n);
}

static int merge(struct merge *m)
{
	struct text last = TEXT("");

	for (size_t i = 0, n; i < m->count; i += n) {
		const struct node *chosen = NULL;

		for (n = 1; i + n < m->count &&
			text_equal(m->all[i].entry->path, m->all[i + n].entry->path);)
			n++;
		int rc = choose(m, m->all + i, n, &chosen);
		if (!rc && chosen)
			rc = add(m->t, chosen, &last);
		if (rc)
			return rc;
	}
	return 0;
}

const char *tree_conflict_text(const struct tree *t, const struct conflict *c)
{
	const char *b = c->b ? c->b->name : "what is made here";

	switch (c->kind) {
	case CONFLICT_OWNED:
		return arena_printf(
			t->arena, "%.*s: both %s and %s have it", TEXT_ARG(c->path), c->a->name, b);
	case CONFLICT_OFFERED:
		return arena_printf(t->arena,
			"%.*s: %s offers it as an alternative and %s has it as its own: who has it "
			"must offer it, too",
			TEXT_ARG(c->path), c->a->name, b);
	case CONFLICT_DIRECTORY:
		return arena_printf(t->arena,
			"%.*s: %s and %s don't agree on the directory's mode and owner",
			TEXT_ARG(c->path), c->a->name, b);
	case CONFLICT_BELOW: break;
	}
	return arena_printf(t->arena, "%.*s: %s has it below what is no directory in %s",
		TEXT_ARG(c->path), c->a->name, b);
}

static int report(const struct tree *t)
{
	const char *first = tree_conflict_text(t, t->conflict);

	if (!first)
		return -ENOMEM;
	if (t->conflicts == 1)
		return fail(-E_DATA, "%s", first);
	return fail(-E_DATA, "%s (and %zu more)", first, t->conflicts - 1);
}

int tree_merge(struct tree *t, struct arena *a, const struct source *source, size_t count,
	const struct choices *choices)
{
	int rc = tree_init(t, a);
	struct merge m = { .t = t };

	if (!rc)
		rc = collect(&m, source, count, choices);
	if (!rc)
		rc = reserve(t, m.count + MADE);
	if (!rc)
		rc = merge(&m);
	free(m.all);
	return rc || !t->conflicts ? rc : report(t);
}

// What is made here

static int make(struct tree *t, struct entry *e, struct text data, int fd)
{
	struct node n = { .entry = e, .data = data, .fd = fd }, *old;
	bool good;
	int rc = path_check(e->path);

	if (!rc)
		rc = add_above(t, &n, &good);
	if (rc)
		return rc;
	if (!good)
		return fail(-E_DATA, "%.*s: what is above it is no directory", TEXT_ARG(e->path));
	old = tree_find(t, e->path);
	if (!old)
		return insert(t, tree_index(t, e->path), n);
	if (old->entry->type != e->type)
		return fail(-E_DATA, "%.*s: something else is there", TEXT_ARG(e->path));
	e->mode = old->entry->mode;
	e->uid = old->entry->uid;
	e->gid = old->entry->gid;
	*old = n;
	return 0;
}

static struct entry *made_entry(struct tree *t, char type, unsigned mode, const char *path)
{
	const char *copy = arena_text(t->arena, path, strlen(path));

	return copy ? new_entry(t->arena, type, mode, text_of(copy)) : NULL;
}

int tree_make(struct tree *t, const char *path, unsigned mode, struct text data)
{
	struct entry *e = made_entry(t, 'f', mode, path);

	if (!e)
		return -ENOMEM;
	e->size = data.n;
	int rc = digest_of(&e->digest, data.s, data.n);
	return rc ? rc : make(t, e, data.s ? data : TEXT(""), -1);
}

int tree_make_dir(struct tree *t, const char *path)
{
	struct entry *e = made_entry(t, 'd', 0755, path);
	const struct node *old = tree_find(t, text_of(path));

	if (old && old->entry->type == 'd')
		return 0;
	return e ? make(t, e, TEXT(""), -1) : -ENOMEM;
}

int tree_make_link(struct tree *t, const char *path, const char *target)
{
	struct entry *e = made_entry(t, 'l', 0777, path);
	const char *copy = e ? arena_text(t->arena, target, strlen(target)) : NULL;

	if (!copy)
		return -ENOMEM;
	e->target = text_of(copy);
	return make(t, e, TEXT(""), -1);
}

int tree_make_from(struct tree *t, const char *path, unsigned mode, int fd, uint64_t size)
{
	struct entry *e = made_entry(t, 'f', mode, path);

	if (!e)
		return -ENOMEM;
	e->size = size;
	return make(t, e, (struct text){ NULL, 0 }, fd);
}

// Contents

static int content_of_fd(const struct node *n, tree_use *use, void *arg)
{
	enum { PIECE = 256 << 10 };
	const char *what = n->entry->path.s;
	unsigned char *buf = malloc(PIECE);
	int rc = buf ? 0 : fail(-ENOMEM, "%s", what);

	for (uint64_t at = 0; !rc && at < n->entry->size;) {
		size_t k = n->entry->size - at < PIECE ? (size_t)(n->entry->size - at) : PIECE;

		rc = file_read_at(n->fd, buf, k, at, what);
		if (!rc)
			rc = use(arg, buf, k);
		at += k;
	}
	free(buf);
	return rc;
}

static int content_of_package(const struct node *n, tree_use *use, void *arg)
{
	const struct entry *e = n->entry;
	struct opk *opk = n->source->opk;
	const void *data;
	ssize_t k;

	if (!opk)
		return fail(-EINVAL, "%.*s: no contents of %s are at hand", TEXT_ARG(e->path),
			n->source->name);
	int rc = opk_seek(opk, e);
	while (!rc && (k = opk_data(opk, &data)) != 0)
		rc = k < 0 ? (int)k : use(arg, data, (size_t)k);
	return during(rc, "%s: %.*s", n->source->name, TEXT_ARG(e->path));
}

int tree_content(const struct node *n, tree_use *use, void *arg)
{
	if (n->source)
		return n->entry->size ? content_of_package(n, use, arg) : 0;
	if (n->data.s)
		return n->data.n ? use(arg, n->data.s, n->data.n) : 0;
	return content_of_fd(n, use, arg);
}

struct reading {
	char *to;
	size_t n, room;
};

static int append(void *arg, const void *data, size_t n)
{
	struct reading *r = arg;

	if (n > r->room - r->n)
		return fail(-E_DATA, "more content than the manifest says");
	memcpy(r->to + r->n, data, n);
	r->n += n;
	return 0;
}

int tree_read(struct arena *a, const struct node *n, size_t limit, struct text *t)
{
	const struct entry *e = n->entry;

	if (e->type != 'f')
		return fail(-E_DATA, "%.*s: it is no regular file", TEXT_ARG(e->path));
	if (e->size > limit)
		return fail(-E_DATA, "%.*s: it has more than %zu bytes", TEXT_ARG(e->path), limit);
	struct reading r = { arena_array(a, (size_t)e->size + 1, 1), 0, (size_t)e->size };
	int rc = r.to ? tree_content(n, append, &r) : -ENOMEM;
	*t = (struct text){ r.to, r.n };
	return rc;
}
