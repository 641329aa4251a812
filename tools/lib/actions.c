// SPDX-License-Identifier: MIT
// The actions.
#include "actions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "arena.h"
#include "buffer.h"
#include "depmod.h"
#include "error.h"
#include "keep.h"
#include "module.h"
#include "path.h"
#include "tree.h"

enum {
	TEXT_MAX = 16 << 20,	// of a file in etc/
	MODULE_MAX = 256 << 20,
};

#define SERVICES "usr/lib/orion/sv"
#define SHELLS "usr/lib/orion/shells"
#define CERTIFICATES "usr/share/ca-certificates"
#define MODULES "usr/lib/modules"

// The content of a file of the tree; an empty text when there is none.
static int load(struct tree *t, const char *path, struct text *content)
{
	struct node *n = tree_find(t, text_of(path));

	*content = TEXT("");
	return n ? tree_read(t->arena, n, TEXT_MAX, content) : 0;
}

// Writes a file of the tree if that changes something. One that has nothing isn't made.
static int store(
	struct tree *t, const char *path, unsigned mode, struct text old, struct text content)
{
	return text_equal(old, content) ? 0 : tree_make(t, path, mode, content);
}

int action_accounts(struct tree *t, const struct source *source, size_t count)
{
	struct accounts old, new;
	size_t declared = 0;

	for (size_t i = 0; i < count; i++)
		declared += source[i].manifest->users + source[i].manifest->groups;
	if (!declared)
		return 0;
	int rc = load(t, "etc/passwd", &old.passwd);
	if (!rc)
		rc = load(t, "etc/group", &old.group);
	if (!rc)
		rc = load(t, "etc/shadow", &old.shadow);
	if (rc)
		return rc;
	new = old;
	rc = accounts_add(&new, t->arena, source, count);
	if (!rc)
		rc = store(t, "etc/passwd", 0644, old.passwd, new.passwd);
	if (!rc)
		rc = store(t, "etc/group", 0644, old.group, new.group);
	return rc ? rc : store(t, "etc/shadow", 0600, old.shadow, new.shadow);
}

// A text of lines to which lines are added.
struct lines {
	struct arena *arena;
	struct text old;
	struct text *item;
	size_t count;
};

static bool has_line(const struct lines *l, struct text line)
{
	struct text rest = l->old, part;

	while (text_part(&rest, '\n', &part))
		if (text_equal(part, line))
			return true;
	return false;
}

static int add_line(struct lines *l, struct text line)
{
	if (!line.n || has_line(l, line))
		return 0;
	l->item = arena_more(l->arena, l->item, l->count, sizeof *l->item);
	if (!l->item)
		return -ENOMEM;
	l->item[l->count++] = line;
	return 0;
}

static int compare_texts(const void *pa, const void *pb)
{
	return text_compare(*(const struct text *)pa, *(const struct text *)pb);
}

static int store_lines(struct tree *t, const char *path, struct lines *l)
{
	struct buffer b = { 0 };
	struct text new = TEXT("");

	if (!l->count)
		return 0;
	qsort(l->item, l->count, sizeof *l->item, compare_texts);
	buffer_text(&b, l->old);
	if (l->old.n && l->old.s[l->old.n - 1] != '\n')
		buffer_text(&b, TEXT("\n"));
	for (size_t i = 0; i < l->count; i++)
		if (!i || !text_equal(l->item[i - 1], l->item[i]))
			buffer_printf(&b, "%.*s\n", TEXT_ARG(l->item[i]));
	int rc = keep(t->arena, &b, &new);
	buffer_free(&b);
	return rc ? rc : store(t, path, 0644, l->old, new);
}

static int add_services(struct tree *t, struct lines *l, const struct source *source)
{
	const struct texts *services = &source->manifest->services;

	for (size_t i = 0; i < services->count; i++) {
		struct text name = services->item[i];
		const char *path = arena_printf(t->arena, SERVICES "/%.*s", TEXT_ARG(name));

		if (!path)
			return -ENOMEM;
		struct node *n = tree_find(t, text_of(path));
		if (!n || n->entry->type != 'd')
			return fail(-E_DATA, "service %.*s of %s: there is no directory %s",
				TEXT_ARG(name), source->name, path);
		int rc = add_line(l, name);
		if (rc)
			return rc;
	}
	return 0;
}

int action_services(struct tree *t, const struct source *source, size_t count)
{
	struct lines l = { .arena = t->arena };
	int rc = load(t, "etc/orion/services", &l.old);

	for (size_t i = 0; !rc && i < count; i++)
		rc = add_services(t, &l, &source[i]);
	return rc ? rc : store_lines(t, "etc/orion/services", &l);
}

// True when the path is below the directory.
static bool below(struct text path, const char *dir)
{
	size_t n = strlen(dir);

	return path.n > n && path.s[n] == '/' && !memcmp(path.s, dir, n);
}

static bool ends(struct text path, const char *end)
{
	size_t n = strlen(end);

	return path.n > n && !memcmp(path.s + path.n - n, end, n);
}

static int add_shells(struct tree *t, struct lines *l, const struct node *file)
{
	struct text content, line;
	int rc = tree_read(t->arena, file, TEXT_MAX, &content);

	while (!rc && text_part(&content, '\n', &line)) {
		const struct node *shell = line.n ? tree_follow(t, line) : NULL;

		if (line.n && (*line.s != '/' || !shell || shell->entry->type != 'f'))
			rc = fail(-E_DATA, "%.*s: there is no shell %.*s",
				TEXT_ARG(file->entry->path), TEXT_ARG(line));
		if (!rc)
			rc = add_line(l, line);
	}
	return rc;
}

int action_shells(struct tree *t)
{
	struct lines l = { .arena = t->arena };
	int rc = load(t, "etc/shells", &l.old);

	for (size_t i = tree_index(t, TEXT(SHELLS)) + 1; !rc && i < t->count; i++) {
		if (!below(t->node[i].entry->path, SHELLS))
			break;
		if (t->node[i].entry->type == 'f')
			rc = add_shells(t, &l, &t->node[i]);
	}
	return rc ? rc : store_lines(t, "etc/shells", &l);
}

static int add_certificate(struct tree *t, struct buffer *b, const struct node *n)
{
	struct text content;
	int rc = tree_read(t->arena, n, TEXT_MAX, &content);

	if (rc)
		return rc;
	buffer_text(b, content);
	if (content.n && content.s[content.n - 1] != '\n')
		buffer_text(b, TEXT("\n"));
	return 0;
}

static int compare_paths(const void *pa, const void *pb)
{
	const struct node *a = *(const struct node *const *)pa,
			  *b = *(const struct node *const *)pb;

	return text_compare(a->entry->path, b->entry->path);
}

// The nodes below a directory that are files and end so, by path.
static int files_below(
	struct tree *t, const char *dir, const char *end, const struct node ***file, size_t *count)
{
	*file = NULL;
	*count = 0;
	for (size_t i = tree_index(t, text_of(dir)); i < t->count; i++) {
		const struct node *n = &t->node[i];

		if (!text_is(n->entry->path, dir) && !below(n->entry->path, dir))
			break;
		if (n->entry->type != 'f' || !ends(n->entry->path, end))
			continue;
		*file = arena_more(t->arena, *file, *count, sizeof **file);
		if (!*file)
			return -ENOMEM;
		(*file)[(*count)++] = n;
	}
	if (*count)
		qsort(*file, *count, sizeof **file, compare_paths);
	return 0;
}

int action_certificates(struct tree *t)
{
	const struct node **file;
	struct buffer b = { 0 };
	struct text bundle;
	size_t count;
	int rc = files_below(t, CERTIFICATES, ".crt", &file, &count);

	for (size_t i = 0; !rc && i < count; i++)
		rc = add_certificate(t, &b, file[i]);
	if (!rc && count)
		rc = keep(t->arena, &b, &bundle);
	if (!rc && count)
		rc = tree_make(t, "etc/ssl/certs/ca-certificates.crt", 0644, bundle);
	buffer_free(&b);
	return rc;
}

// Modules

static int read_module(struct module *m, struct arena *a, const struct node *n, size_t prefix)
{
	struct text path = n->entry->path, content;
	struct arena work = { NULL };
	int rc = tree_read(&work, n, MODULE_MAX, &content);

	if (!rc)
		rc = module_read(m, a, (struct text){ path.s + prefix, path.n - prefix }, content);
	arena_free(&work);
	return rc;
}

static int make_table(struct tree *t, const char *dir, const char *name, struct text content)
{
	const char *path = arena_printf(t->arena, "%s/modules.%s", dir, name);

	return path ? tree_make(t, path, 0644, content) : -ENOMEM;
}

static int make_tables(struct tree *t, const char *dir, const struct depmod *d)
{
	int rc = make_table(t, dir, "dep", d->dep);

	if (!rc)
		rc = make_table(t, dir, "alias", d->alias);
	if (!rc)
		rc = make_table(t, dir, "softdep", d->softdep);
	if (!rc)
		rc = make_table(t, dir, "weakdep", d->weakdep);
	if (!rc)
		rc = make_table(t, dir, "symbols", d->symbols);
	return rc ? rc : make_table(t, dir, "devname", d->devname);
}

static int check_packed(struct tree *t, const char *dir)
{
	static const char *const ends_of[] = { ".ko.zst", ".ko.xz", ".ko.gz" };
	const struct node **file;
	size_t count;
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof ends_of / sizeof *ends_of; i++) {
		rc = files_below(t, dir, ends_of[i], &file, &count);
		if (!rc && count)
			rc = fail(-E_DATA,
				"%.*s: modules that are compressed are not read: pack them as they are",
				TEXT_ARG(file[0]->entry->path));
	}
	return rc;
}

static int index_release(struct tree *t, const char *dir)
{
	const struct node **file;
	size_t count, prefix = strlen(dir) + 1;
	struct arena work = { NULL };
	struct text order = TEXT("");
	const char *path = arena_printf(t->arena, "%s/modules.order", dir);
	struct depmod d;
	int rc = path ? check_packed(t, dir) : -ENOMEM;

	if (!rc)
		rc = files_below(t, dir, ".ko", &file, &count);
	if (rc || !count)
		return rc;
	struct module *m = ARENA_ARRAY(&work, struct module, count);
	rc = m ? load(t, path, &order) : -ENOMEM;
	for (size_t i = 0; !rc && i < count; i++)
		rc = read_module(&m[i], &work, file[i], prefix);
	if (!rc)
		rc = depmod_make(&d, t->arena, m, count, order);
	if (!rc)
		rc = make_tables(t, dir, &d);
	arena_free(&work);
	return during(rc, "%s", dir);
}

int action_modules(struct tree *t)
{
	int rc = 0;

	// What is made is in the directory, behind where this stands.
	for (size_t i = tree_index(t, TEXT(MODULES)); !rc && i < t->count; i++) {
		const struct entry *e = t->node[i].entry;

		if (!text_is(e->path, MODULES) && !below(e->path, MODULES))
			break;
		if (e->type != 'd' || !text_is(path_parent(e->path), MODULES))
			continue;
		const char *dir = arena_text(t->arena, e->path.s, e->path.n);
		rc = dir ? index_release(t, dir) : -ENOMEM;
	}
	return rc;
}

int actions_run(struct tree *t, const struct source *source, size_t count)
{
	int rc = action_accounts(t, source, count);

	if (!rc)
		rc = action_services(t, source, count);
	if (!rc)
		rc = action_shells(t);
	if (!rc)
		rc = action_certificates(t);
	return rc ? rc : action_modules(t);
}
