// SPDX-License-Identifier: MIT
// Images of packages.
#include "image.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "arch.h"
#include "arena.h"
#include "buffer.h"
#include "choices.h"
#include "digest.h"
#include "erofs.h"
#include "error.h"
#include "image_impl.h"
#include "installed.h"
#include "keep.h"
#include "opk.h"
#include "pinned.h"
#include "target.h"

#define LOCK "usr/lib/orion/packages"
#define STATE TARGET_STATE

static int compare_sources(const void *pa, const void *pb)
{
	const struct source *a = pa, *b = pb;

	return text_compare(a->manifest->name, b->manifest->name);
}

static int take(struct image *m, struct source *to, struct opk *const *opk, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct manifest *from = &opk[i]->manifest;
		const char *name = arena_printf(
			m->arena, "%.*s %.*s", TEXT_ARG(from->name), TEXT_ARG(from->version));

		if (!name)
			return -ENOMEM;
		to[i] = (struct source){ name, from, opk[i] };
	}
	if (count)
		qsort(to, count, sizeof *to, compare_sources);
	return 0;
}

// All packages by name, each once: one may be in the root and in the boot parts.
static int by_name(const struct image *m, struct source **all, size_t *count)
{
	struct source *s = ARENA_ARRAY(m->arena, struct source, m->roots + m->boots);

	*all = s;
	*count = m->roots + m->boots;
	if (!s)
		return -ENOMEM;
	memcpy(s, m->source, *count * sizeof *s);
	if (*count)
		qsort(s, *count, sizeof *s, compare_sources);
	size_t n = 0;
	for (size_t i = 0; i < *count; i++)
		if (!n || !digest_equal(&s[n - 1].opk->digest, &s[i].opk->digest))
			s[n++] = s[i];
	*count = n;
	for (size_t i = 1; i < n; i++)
		if (text_equal(s[i - 1].manifest->name, s[i].manifest->name))
			return fail(-E_DATA, "both %s and %s: one name is one package",
				s[i - 1].opk->what, s[i].opk->what);
	return 0;
}

static int check_arch(struct image *m, const struct source *s, size_t count)
{
	const struct source *first = NULL;

	m->arch = TEXT(ARCH_ALL);
	for (size_t i = 0; i < count; i++) {
		struct text arch = s[i].manifest->arch;

		if (text_is(arch, ARCH_ALL))
			continue;
		if (first && !text_equal(arch, m->arch))
			return fail(-E_DATA, "%s is for %.*s, %s for %.*s", first->opk->what,
				TEXT_ARG(m->arch), s[i].opk->what, TEXT_ARG(arch));
		first = &s[i];
		m->arch = arch;
	}
	return 0;
}

static int write_lock(struct image *m, const struct source *s, size_t count)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct manifest *from = s[i].manifest;

		pinned_write(&b, &(struct pinned){ from->name, from->version, s[i].opk->digest });
		m->time = from->date > m->time ? from->date : m->time;
	}
	int rc = keep(m->arena, &b, &m->lock);
	buffer_free(&b);
	return rc ? rc : digest_of(&m->digest, m->lock.s, m->lock.n);
}

int image_init(struct image *m, struct arena *a, struct opk *const *root, size_t roots,
	struct opk *const *boot, size_t boots)
{
	struct source *all = NULL;
	size_t count = 0;

	*m = (struct image){ .arena = a, .roots = roots, .boots = boots };
	m->source = ARENA_ARRAY(a, struct source, roots + boots);
	if (!m->source)
		return -ENOMEM;
	int rc = take(m, m->source, root, roots);
	if (!rc)
		rc = take(m, m->source + roots, boot, boots);
	if (!rc)
		rc = by_name(m, &all, &count);
	if (!rc)
		rc = check_arch(m, all, count);
	if (!rc)
		rc = image_check_relations(m->source, roots);
	return rc ? rc : write_lock(m, all, count);
}

static int make_installed(struct image *m)
{
	struct buffer b = { 0 };
	struct text t;

	installed_write_first(&b);
	for (size_t i = 0; i < m->roots; i++)
		installed_write_new(&b, m->source[i].manifest, &m->source[i].opk->digest);
	int rc = keep(m->arena, &b, &t);
	buffer_free(&b);
	return rc ? rc : tree_make(&m->tree, STATE "/installed", 0644, t);
}

static int make_world(struct image *m, const struct texts *wish)
{
	struct buffer b = { 0 };
	struct text t;

	for (size_t i = 0; i < wish->count; i++)
		buffer_printf(&b, "%.*s\n", TEXT_ARG(wish->item[i]));
	int rc = keep(m->arena, &b, &t);
	buffer_free(&b);
	return rc ? rc : tree_make(&m->tree, STATE "/world", 0644, t);
}

static int make_choices(struct image *m, const struct choices *choices)
{
	struct buffer b = { 0 };
	struct text t;

	if (!choices->count)
		return 0;
	choices_write(choices, &b);
	int rc = keep(m->arena, &b, &t);
	buffer_free(&b);
	return rc ? rc : tree_make(&m->tree, STATE "/" CHOICES_FILE, 0644, t);
}

int image_make_tree(struct image *m, const struct texts *wish, const struct choices *choices)
{
	int rc = tree_merge(&m->tree, m->arena, m->source, m->roots, choices);

	if (!rc)
		rc = actions_run(&m->tree, m->source, m->roots);
	for (size_t i = 0; i < m->roots; i++)	// what the actions read
		opk_rest(m->source[i].opk);
	if (!rc)
		rc = tree_make(&m->tree, LOCK, 0644, m->lock);
	if (!rc)
		rc = make_installed(m);
	if (!rc)
		rc = make_world(m, wish);
	return rc ? rc : make_choices(m, choices);
}

int image_boot_tree(const struct image *m, struct tree *t)
{
	return tree_merge(t, m->arena, m->source + m->roots, m->boots, NULL);
}

int image_write(const struct image *m, int fd, struct digest *digest, uint64_t *size)
{
	struct erofs_options o = { .time = m->time, .digest = digest_open() };

	if (!o.digest)
		return -ENOMEM;
	memcpy(o.uuid, m->digest.b, EROFS_UUID);
	int rc = erofs_write(&m->tree, fd, &o, size);
	struct digest d;
	int end = digest_end(o.digest, &d);
	digest_close(o.digest);
	if (!rc && !end && digest)
		*digest = d;
	return rc ? rc : end;
}

static int compare_paths(const void *pa, const void *pb)
{
	const struct entry *a = *(const struct entry *const *)pa,
			   *b = *(const struct entry *const *)pb;

	return text_compare(a->path, b->path);
}

static void write_line(struct buffer *b, const struct entry *e)
{
	char hex[DIGEST_HEX + 1] = "-";

	buffer_printf(b, "%c %o %u %u ", e->type, e->mode, e->uid, e->gid);
	if (e->type == 'f') {
		digest_hex(&e->digest, hex);
		buffer_printf(b, "%" PRIu64 " %s ", e->size, hex);
	} else if (e->type == 'c' || e->type == 'b') {
		buffer_printf(b, "%u,%u - ", e->major, e->minor);
	} else {
		buffer_text(b, TEXT("- - "));
	}
	buffer_text(b, e->path);
	if (e->type == 'l')
		buffer_printf(b, " %.*s", TEXT_ARG(e->target));
	buffer_text(b, TEXT("\n"));
}

int image_listing(const struct image *m, struct text *t)
{
	const struct entry **e = ARENA_ARRAY(m->arena, const struct entry *, m->tree.count);
	struct buffer b = { 0 };

	if (!e)
		return -ENOMEM;
	for (size_t i = 0; i < m->tree.count; i++)
		e[i] = m->tree.node[i].entry;
	qsort(e, m->tree.count, sizeof *e, compare_paths);
	for (size_t i = 1; i < m->tree.count; i++)	// the first is the top
		write_line(&b, e[i]);
	int rc = keep(m->arena, &b, t);
	buffer_free(&b);
	return rc;
}
