// SPDX-License-Identifier: MIT
// orion export: the root of a generation as a tar. It is read from the bundle, so nothing has to be mounted.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bundle_file.h"
#include "called.h"
#include "cmd.h"
#include "erofs_walk.h"
#include "error.h"
#include "file.h"
#include "path.h"
#include "paths.h"
#include "tar.h"

enum { PIECE = 64 << 10 };

struct exporting {
	int fd;
	struct tar tar;
	unsigned char piece[PIECE];
};

// ./PATH, with a slash behind it for a directory.
static struct text name(char room[PATH_LENGTH + 3], const struct erofs_path *p)
{
	size_t n = 2;

	memcpy(room, "./", 2);
	memcpy(room + n, p->path.s, p->path.n);
	n += p->path.n;
	if (p->type == 'd' && p->path.n)
		room[n++] = '/';
	return (struct text){ room, n };
}

static int content(struct exporting *e, const struct erofs_path *p)
{
	for (uint64_t done = 0; !e->tar.rc && done < p->size;) {
		size_t n = p->size - done < PIECE ? (size_t)(p->size - done) : PIECE;
		int rc = file_read_at(e->fd, e->piece, n, p->at + done, "its content");

		if (rc)
			return rc;
		tar_data(&e->tar, e->piece, n);
		done += n;
	}
	return e->tar.rc;
}

static int add(void *arg, const struct erofs_path *p)
{
	struct exporting *e = arg;
	char room[PATH_LENGTH + 3];

	tar_entry(&e->tar,
		&(struct tar_entry){ .type = p->type,
			.mode = p->mode,
			.uid = p->uid,
			.gid = p->gid,
			.major = p->major,
			.minor = p->minor,
			.size = p->type == 'f' ? p->size : 0,
			.time = p->time,
			.path = name(room, p),
			.target = p->target,
			.capability = p->capability });
	return p->type == 'f' ? content(e, p) : e->tar.rc;
}

// Nothing is written before the image is known to be what the manifest says.
static int export_root(struct exporting *e, const struct bundle_file *b)
{
	const struct bundle_part *root = bundle_find(b, "root.erofs");
	int rc = root ? bundle_check_part(b, root) : fail(-E_DATA, "it has no root");

	if (rc)
		return rc;
	e->fd = b->fd;
	tar_begin(&e->tar, STDOUT_FILENO);
	rc = erofs_walk(b->fd, root->at, add, e);
	return rc ? rc : tar_end(&e->tar);
}

static int export_bundle(struct call *c, const struct digest *d, const char *path)
{
	struct exporting *e = ARENA_NEW(&c->arena, struct exporting);
	struct bundle_file b;

	if (!e)
		return -ENOMEM;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 && errno == ENOENT)
		return fail(-E_NO, "%s is not on this server any more", c->argv[0]);
	if (fd < 0)
		return fail(-errno, "open %s", path);
	int rc = bundle_open(&b, &c->arena, fd, d);
	if (!rc)
		rc = export_root(e, &b);
	close(fd);
	return during(rc, "%s", c->argv[0]);
}

static const char *path_of(struct call *c, const struct generation *g)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&g->digest, hex);
	return arena_printf(&c->arena, "%s/bundles/%.*s/%s.bundle", paths.base,
		(int)strcspn(c->argv[0], "@"), c->argv[0], hex);
}

static int run(struct call *c)
{
	struct site s;

	if (isatty(STDOUT_FILENO))
		return fail(-E_CALL, "a tar is nothing for a terminal: `orion export %s >root.tar`",
			c->argv[0]);
	int rc = site_history(&s, &c->arena, &paths);
	const struct generation *g = rc ? NULL : called_generation(&s, c->argv[0]);
	if (!g)
		return rc ? rc : -E_CALL;
	const char *path = path_of(c, g);
	return path ? export_bundle(c, &g->digest, path) : -ENOMEM;
}

const struct cmd cmd_export = {
	.name = "export",
	.operands = "GENERATION",
	.summary = "Write the root of a generation to standard output, as a tar",
	.min = 1,
	.max = 1,
	.shared = paths_rows,
	.help = "GENERATION is node@7, or node@7-3fa9c1d2 with as many digits of the digest as wanted.\n"
		"`tar --numeric-owner --xattrs --xattrs-include='*' -xpf root.tar` unpacks it, `docker import root.tar` makes it a container.\n",
	.run = run,
};
