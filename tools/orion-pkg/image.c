// SPDX-License-Identifier: MIT
// orion-pkg image: a root image, or a whole bundle, of packages.
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alternatives.h"
#include "bundle.h"
#include "cmd.h"
#include "digest.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "locked.h"
#include "opk.h"
#include "package.h"
#include "relation.h"
#include "role.h"
#include "wish.h"

static const char *output, *lock, *locked, *role;
static bool bundle;
static struct option_list boot, wish, alternative;

static const struct option options[] = {
	{ 'o', "output", "PATH",
		"where the image goes, or with --bundle the new directory of the parts",
		.text = &output },
	{ 0, "lock", "FILE", "write there which packages are in it", .text = &lock },
	{ 0, "locked", "FILE", "the packages are those of this lock, from repositories",
		.text = &locked },
	{ 0, "wish", "RELATION", "why they are in it, for orion-pkg to know; may be repeated",
		.list = &wish },
	{ 0, "alternative", "LINK=PACKAGE",
		"which package's alternative a link is; may be repeated", .list = &alternative },
	{ 0, "bundle", NULL, "make a bundle: kernel, initrd and root in one file",
		.flag = &bundle },
	{ 0, "boot", "PACKAGE",
		"kernel, initrd, microcode: in the bundle, not in its root; may be repeated",
		.list = &boot },
	{ 0, "role", "NAME", "the role of the bundle", .text = &role },
	{ .name = NULL },
};

struct set {
	struct opk **opk;
	size_t count;
};

// Files that are open.
struct open {
	struct opk *opk;
	struct opk **list;
	int *fd;
	size_t count;
};

static int open_all(struct open *o, struct arena *a, const char *const *path, size_t count)
{
	o->opk = ARENA_ARRAY(a, struct opk, count);
	o->list = ARENA_ARRAY(a, struct opk *, count);
	o->fd = ARENA_ARRAY(a, int, count);
	if (!o->opk || !o->list || !o->fd)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++, o->count++) {
		int rc = package_open(&o->opk[i], a, path[i], &o->fd[i]);

		if (rc)
			return rc;
		o->list[i] = &o->opk[i];
	}
	return 0;
}

static void close_all(struct open *o)
{
	while (o->count) {
		o->count--;
		package_close(&o->opk[o->count], o->fd[o->count]);
	}
}

static int make_wish(struct arena *a, struct texts *t)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < wish.count; i++) {
		rc = relation_check(text_of(wish.item[i]));
		rc = rc ? during(-E_CALL, "--wish %s", wish.item[i])
			: wish_add(a, t, text_of(wish.item[i]));
	}
	return rc;
}

// LINK=PACKAGE; a package's name has no `=`, a link may.
static int choose(struct arena *a, struct choices *c, const char *word)
{
	const char *sign = strrchr(word, '=');

	if (!sign)
		return fail(-E_CALL, "--alternative %s: it is LINK=PACKAGE", word);
	return choices_with(
		c, a, c, (struct text){ word, (size_t)(sign - word) }, text_of(sign + 1));
}

static int make_choices(const struct image *m, struct choices *c)
{
	struct offers offers;
	struct choices asked = { NULL, 0 };
	struct texts lost = { NULL, 0 };
	int rc = 0;

	for (size_t i = 0; !rc && i < alternative.count; i++)
		rc = choose(m->arena, &asked, alternative.item[i]);
	if (!rc)
		rc = offers_collect(&offers, m->arena, m->source, m->roots, &asked);
	if (!rc)
		rc = choices_settle(c, &lost, m->arena, &asked, &offers);
	return rc ? rc
		: lost.count ? fail(-E_CALL, "--alternative: %.*s", TEXT_ARG(lost.item[0]))
		: 0;
}

// Opens the directory that a path is in.
static int open_above(struct arena *a, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	const char *dir = !slash ? "."
		: slash == path  ? "/"
				 : arena_text(a, path, (size_t)(slash - path));

	*name = slash ? slash + 1 : path;
	if (!**name)
		return fail(-E_CALL, "%s: the name of a file is wanted", path);
	return dir ? file_open_dir(dir) : -ENOMEM;
}

// What was written appears under its name when it is whole.
static int settle(int dir, const char *temporary, const char *name)
{
	if (renameat(dir, temporary, dir, name))
		return fail(-errno, "rename to %s", output);
	return file_sync_dir(dir, ".");
}

static int write_root(const struct image *m, int dir, const char *temporary, struct digest *digest)
{
	int fd = file_open(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0)
		return fd;
	int rc = image_write(m, fd, digest, NULL);
	if (!rc && fsync(fd))
		rc = fail(-errno, "fsync %s", output);
	return close(fd) && !rc ? fail(-errno, "close %s", output) : rc;
}

// What the bundle's part `wish` says.
static int make_role(const struct image *m, const struct choices *choices, struct role *r)
{
	int rc = make_wish(m->arena, &r->package);

	r->choices = *choices;
	r->name = text_of(role);
	for (size_t i = 0; !rc && i < m->boots; i++)
		rc = wish_add(m->arena, &r->boot, m->source[m->roots + i].manifest->name);
	return rc;
}

static int write_bundle(struct image *m, const struct choices *choices, int dir,
	const char *temporary, struct digest *digest)
{
	struct role asked = { .name = { NULL, 0 } };
	int rc = make_role(m, choices, &asked);

	if (!rc)
		rc = file_remove_tree(dir, temporary);

	if (!rc && mkdirat(dir, temporary, 0755))
		rc = fail(-errno, "make %s", temporary);
	int parts = rc ? rc : file_open(dir, temporary, O_RDONLY | O_DIRECTORY, 0);
	if (parts < 0)
		return parts;
	rc = bundle_make(m, &asked, parts, NULL, digest);
	if (!rc && syncfs(parts))
		rc = fail(-errno, "sync %s", output);
	close(parts);
	return rc;
}

static int write_image(struct image *m, const struct choices *choices, struct digest *digest)
{
	const char *name;
	int dir = open_above(m->arena, output, &name);

	if (dir < 0)
		return dir;
	const char *temporary = arena_printf(m->arena, ".%s.new", name);
	int rc = !temporary ? -ENOMEM
		 : bundle   ? write_bundle(m, choices, dir, temporary, digest)
			    : write_root(m, dir, temporary, digest);
	if (!rc)
		rc = settle(dir, temporary, name);
	if (rc && temporary)
		(bundle ? file_remove_tree(dir, temporary) : unlinkat(dir, temporary, 0));
	close(dir);
	return rc;
}

static int write_lock(struct image *m)
{
	const char *name;
	int dir = lock ? open_above(m->arena, lock, &name) : -1;

	if (!lock)
		return 0;
	if (dir < 0)
		return dir;
	int rc = file_replace(dir, name, 0644, m->lock.s, m->lock.n);
	close(dir);
	return rc;
}

static int make(
	struct call *c, const struct set *root, const struct set *others, struct digest *digest)
{
	struct texts relations = { NULL, 0 };
	struct choices choices = { NULL, 0 };
	struct image m = { NULL };
	int rc = make_wish(&c->arena, &relations);

	if (!rc)
		rc = image_init(&m, &c->arena, root->opk, root->count, others->opk, others->count);
	if (!rc)
		rc = make_choices(&m, &choices);
	if (!rc)
		rc = image_make_tree(&m, &relations, &choices);
	for (size_t i = 0; m.tree.conflicts > 1 && i < m.tree.conflicts; i++)
		fprintf(stderr, "%s\n", tree_conflict_text(&m.tree, &m.tree.conflict[i]));
	if (!rc)
		rc = write_image(&m, &choices, digest);
	return rc ? rc : write_lock(&m);
}

static int check_call(const struct call *c)
{
	if (!output)
		return fail(-E_CALL, "-o PATH is needed: where the image goes");
	if (locked && c->argc)
		return fail(-E_CALL, "--locked says all the packages: none may be named");
	if (bundle && !role)
		return fail(-E_CALL, "--bundle needs --role NAME");
	if (bundle && role_check(text_of(role)))
		return during(-E_CALL, "--role %s", role);
	if (!bundle && (role || boot.count))
		return fail(-E_CALL, "--role and --boot are for --bundle");
	return 0;
}

// From files.
static int run_files(struct call *c, struct digest *digest)
{
	struct open root = { NULL }, others = { NULL };
	int rc = open_all(&root, &c->arena, (const char *const *)c->argv, (size_t)c->argc);

	if (!rc)
		rc = open_all(&others, &c->arena, boot.item, boot.count);
	if (!rc)
		rc = make(c, &(struct set){ root.list, root.count },
			&(struct set){ others.list, others.count }, digest);
	close_all(&root);
	close_all(&others);
	return rc;
}

static bool is_boot(struct text name)
{
	for (size_t i = 0; i < boot.count; i++)
		if (text_is(name, boot.item[i]))
			return true;
	return false;
}

// From a lock, in which those that --boot names are the packages of the boot parts.
static int divide(struct call *c, struct locked *l, struct digest *digest)
{
	struct set root = { ARENA_ARRAY(&c->arena, struct opk *, l->count), 0 };
	struct set others = { ARENA_ARRAY(&c->arena, struct opk *, l->count), 0 };

	if (!root.opk || !others.opk)
		return -ENOMEM;
	for (size_t i = 0; i < l->count; i++) {
		struct set *to = is_boot(l->opk[i].manifest.name) ? &others : &root;

		to->opk[to->count++] = &l->opk[i];
	}
	if (others.count != boot.count)
		return fail(-E_CALL, "--boot names what is not in %s, or one twice", locked);
	return make(c, &root, &others, digest);
}

static int run_locked(struct call *c, struct digest *digest)
{
	struct locked l = { .count = 0 };
	int rc = locked_open(&l, c, locked);

	if (!rc)
		rc = divide(c, &l, digest);
	locked_close(&l);
	return rc;
}

static int run(struct call *c)
{
	struct digest digest;
	char hex[DIGEST_HEX + 1];
	int rc = check_call(c);

	if (!rc)
		rc = locked ? run_locked(c, &digest) : run_files(c, &digest);
	if (rc)
		return rc;
	digest_hex(&digest, hex);
	if (c->json)
		json_digest(NULL, &digest);
	else
		printf("%s\n", hex);
	return 0;
}

const struct cmd cmd_image = {
	.name = "image",
	.operands = "PACKAGE...",
	.summary = "Make a root image, or a whole bundle, of packages",
	.min = 0,
	.max = -1,
	.options = options,
	.shared = repository_rows,
	.help = "PACKAGE is a file; all that is needed must be among them. With --locked none is named, the repositories have\n"
		"them, and --boot takes names. What is printed is the digest of the image, or of the bundle's manifest. The\n"
		"same packages give the same bytes.\n",
	.run = run,
};
