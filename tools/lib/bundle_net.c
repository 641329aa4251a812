// SPDX-License-Identifier: MIT
// net.img: drivers of rarer network cards and their firmware.
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "arena.h"
#include "bundle_impl.h"
#include "cpio.h"
#include "error.h"
#include "module.h"
#include "path.h"
#include "tree.h"

enum { FILE_MAX = 256 << 20 };

#define WANTED "usr/lib/orion/kernel/net-modules"
#define FIRMWARE "usr/lib/firmware"

struct net {
	const struct tree *root;
	struct tree tree;	// what the part has
	const char *dir;	// usr/lib/modules/RELEASE
	struct text dep;	// its modules.dep
};

// The content of a file of the root; an empty text when there is none.
static int load(const struct net *n, const char *path, struct text *t)
{
	const struct node *file = path ? tree_find(n->root, text_of(path)) : NULL;

	*t = TEXT("");
	return !path ? -ENOMEM : file ? tree_read(n->root->arena, file, FILE_MAX, t) : 0;
}

static const char *in_dir(const struct net *n, struct text name)
{
	return arena_printf(n->root->arena, "%s/%.*s", n->dir, TEXT_ARG(name));
}

static int copy(struct net *n, const char *path, const struct node *file, struct text *content)
{
	int rc = tree_read(n->root->arena, file, FILE_MAX, content);

	return rc ? rc : tree_make(&n->tree, path, 0644, *content);
}

static int load_tables(struct net *n)
{
	const char *order = in_dir(n, TEXT("modules.order"));
	struct text t;
	int rc = load(n, in_dir(n, TEXT("modules.dep")), &n->dep);

	if (!rc)
		rc = load(n, order, &t);
	return rc ? rc : tree_make(&n->tree, order, 0644, t);
}

static int add_file(struct net *n, const char *path)
{
	const struct node *file = tree_follow(n->root, text_of(path));
	struct text content;

	return file && file->entry->type == 'f' ? copy(n, path, file, &content) : 0;
}

static int add_matching(struct net *n, const char *pattern)
{
	char path[PATH_LENGTH + 1];

	for (size_t i = tree_index(n->root, TEXT(FIRMWARE)) + 1; i < n->root->count; i++) {
		struct text t = n->root->node[i].entry->path;

		if (!text_starts(t, FIRMWARE "/"))
			break;
		snprintf(path, sizeof path, "%.*s", TEXT_ARG(t));
		int rc = fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD) ? 0 : add_file(n, path);
		if (rc)
			return rc;
	}
	return 0;
}

// Firmware that a driver names, perhaps with wildcards; what the root doesn't have is left out.
static int add_firmware(struct net *n, struct text name)
{
	const char *path = arena_printf(n->root->arena, FIRMWARE "/%.*s", TEXT_ARG(name));
	int rc = path ? path_check(text_of(path)) : -ENOMEM;

	if (rc)
		return rc;
	return strpbrk(path, "*?[") ? add_matching(n, path) : add_file(n, path);
}

// A module of the root, by its path below the directory of the release, with its firmware.
static int add_module(struct net *n, struct text path)
{
	const char *name = in_dir(n, path);
	const struct node *file = name ? tree_find(n->root, text_of(name)) : NULL;
	struct text content, firmware;
	struct module m;

	if (name && tree_find(&n->tree, text_of(name)))
		return 0;
	if (!file)
		return name ? fail(-E_DATA, "%s is in modules.dep, not in the tree", name)
			    : -ENOMEM;
	int rc = copy(n, name, file, &content);
	if (!rc)
		rc = module_read(&m, n->root->arena, path, content);
	for (size_t i = 0; !rc && i < m.info.count; i++)
		if (module_info(m.info.item[i], "firmware", &firmware))
			rc = add_firmware(n, firmware);
	return rc;
}

// A line of modules.dep: a module, a colon, and what it depends on.
static int add_line(struct net *n, struct text line)
{
	struct text path;
	int rc = 0;

	text_part(&line, ':', &path);
	rc = add_module(n, path);
	while (!rc && text_part(&line, ' ', &path))
		rc = path.n ? add_module(n, path) : 0;
	return rc;
}

static int add_wanted(struct net *n, struct text wanted)
{
	struct text rest = n->dep, line, path, name;

	while (text_line(&rest, &line)) {
		struct text all = line;

		text_part(&all, ':', &path);
		int rc = module_name(&name, n->root->arena, path);
		if (rc)
			return rc;
		if (text_equal(name, wanted))
			return add_line(n, line);
	}
	return fail(-E_DATA, WANTED ": there is no module %.*s", TEXT_ARG(wanted));
}

// modules.builtin.modinfo: MODULE.KEY=VALUE, each ended by a 0.
static int add_builtin_firmware(struct net *n)
{
	struct text rest, item, firmware;
	int rc = load(n, in_dir(n, TEXT("modules.builtin.modinfo")), &rest);

	while (!rc && text_part(&rest, 0, &item)) {
		const char *dot = item.n ? memchr(item.s, '.', item.n) : NULL;
		struct text info = dot
			? (struct text){ dot + 1, item.n - (size_t)(dot + 1 - item.s) }
			: TEXT("");

		if (module_info(info, "firmware", &firmware))
			rc = add_firmware(n, firmware);
	}
	return rc;
}

static int add_all(struct net *n, struct text list)
{
	struct text line;
	int rc = load_tables(n);

	while (!rc && text_part(&list, '\n', &line))
		if (line.n && *line.s != '#')
			rc = add_wanted(n, line);
	if (!rc)
		rc = add_builtin_firmware(n);
	return rc ? rc : action_modules(&n->tree);
}

static int compare_paths(const void *pa, const void *pb)
{
	const struct node *a = *(const struct node *const *)pa,
			  *b = *(const struct node *const *)pb;

	return text_compare(a->entry->path, b->entry->path);
}

// modules.order was only there for the tables.
static int write_all(struct cpio *c, const struct net *n)
{
	const struct node **node = ARENA_ARRAY(n->root->arena, const struct node *, n->tree.count);
	int rc = node ? 0 : -ENOMEM;

	for (size_t i = 0; node && i < n->tree.count; i++)
		node[i] = &n->tree.node[i];
	if (node)
		qsort(node, n->tree.count, sizeof *node, compare_paths);
	for (size_t i = 1; !rc && i < n->tree.count; i++) {
		const struct entry *e = node[i]->entry;
		struct cpio_entry to = { .type = e->type, .mode = e->mode, .name = e->path };

		if (!text_is(path_name(e->path), "modules.order"))
			rc = cpio_add(c, &to, e->type == 'f' ? node[i] : NULL);
	}
	return rc ? rc : cpio_end(c);
}

int bundle_net(struct cpio *c, const struct tree *root, struct text release)
{
	struct net n = { .root = root };
	struct text list;
	int rc = tree_init(&n.tree, root->arena);

	n.dir = arena_printf(root->arena, "usr/lib/modules/%.*s", TEXT_ARG(release));
	if (!rc)
		rc = n.dir ? tree_make_dir(&n.tree, n.dir) : -ENOMEM;
	if (!rc)
		rc = tree_make_dir(&n.tree, FIRMWARE);
	if (!rc)
		rc = load(&n, WANTED, &list);
	if (!rc && list.n)
		rc = add_all(&n, list);
	return rc ? rc : write_all(c, &n);
}
