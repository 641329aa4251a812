// SPDX-License-Identifier: MIT
// Making a bundle.
#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "bundle_impl.h"
#include "cpio.h"
#include "digest.h"
#include "erofs.h"
#include "error.h"
#include "file.h"
#include "image.h"
#include "keep.h"
#include "packed.h"
#include "packed_again.h"
#include "role.h"
#include "tree.h"

enum { KERNEL_MAX = 256 << 20 };

#define KERNEL "usr/lib/orion/kernel/"

// The parts, sorted by name, as the manifest has them.
enum { INITRD, LOCK, NET, ROOT, UCODE, VMLINUZ, WISH, PARTS };

static const char *const names[] = {
	[INITRD] = "initrd.img",
	[LOCK] = "lock",
	[NET] = "net.img",
	[ROOT] = "root.erofs",
	[UCODE] = "ucode.img",
	[VMLINUZ] = "vmlinuz",
	[WISH] = "wish",
};

struct part {
	uint64_t size;
	struct digest digest;
};

struct bundle {
	struct image *image;
	const struct role *role;
	int dir;
	struct packed_again *again;
	struct tree boot;
	struct text release, build_id;
	struct part part[PARTS];
	struct text manifest;
	struct digest digest;
};

static int create(const struct bundle *b, const char *name)
{
	return file_open(b->dir, name, O_RDWR | O_CREAT | O_EXCL, 0644);
}

static int finish(int rc, int fd, const char *name)
{
	return close(fd) && !rc ? fail(-errno, "close %s", name) : rc;
}

static int write_file(const struct bundle *b, const char *name, struct text t)
{
	int fd = create(b, name);

	return fd < 0 ? fd : finish(file_write(fd, t.s, t.n, name), fd, name);
}

static int write_part(struct bundle *b, int which, struct text t)
{
	struct part *p = &b->part[which];
	int rc = digest_of(&p->digest, t.s, t.n);

	p->size = t.n;
	return rc ? rc : write_file(b, names[which], t);
}

// The content of a file of the boot parts.
static int load(const struct bundle *b, const char *path, struct text *t)
{
	const struct node *n = tree_find(&b->boot, text_of(path));

	if (!n)
		return fail(-E_DATA, "no package of the boot parts has %s", path);
	return tree_read(b->image->arena, n, KERNEL_MAX, t);
}

// A file that is one line.
static int load_line(const struct bundle *b, const char *path, struct text *line)
{
	struct text t;
	int rc = load(b, path, &t);

	if (rc)
		return rc;
	if (!text_line(&t, line) || t.n || !line->n || !text_printable(*line) ||
		memchr(line->s, '/', line->n))
		return fail(-E_DATA, "%s is not one line", path);
	return 0;
}

static int load_kernel(struct bundle *b)
{
	struct text vmlinuz;
	int rc = load_line(b, KERNEL "release", &b->release);

	if (!rc)
		rc = load_line(b, KERNEL "build-id", &b->build_id);
	if (!rc)
		rc = load(b, KERNEL "vmlinuz", &vmlinuz);
	return rc ? rc : write_part(b, VMLINUZ, vmlinuz);
}

static int write_packed(struct bundle *b, int which, const struct cpio *c)
{
	struct text content = buffer_view(&c->out);
	struct buffer packed = { 0 };
	int rc = b->again ? packed_again(b->again, b->image->arena, names[which], content, &packed)
		: packed_make(&packed, content);

	if (!rc)
		rc = write_part(b, which, buffer_view(&packed));
	buffer_free(&packed);
	return rc;
}

static int make_initrd(struct bundle *b)
{
	struct cpio c = { .time = b->image->time };
	int rc = bundle_initrd(&c, &b->boot);

	if (!rc)
		rc = write_packed(b, INITRD, &c);
	cpio_free(&c);
	return during(rc, "%s", names[INITRD]);
}

static int make_net(struct bundle *b)
{
	struct cpio c = { .time = b->image->time };
	int rc = bundle_net(&c, &b->image->tree, b->release);

	if (!rc)
		rc = write_packed(b, NET, &c);
	cpio_free(&c);
	return during(rc, "%s", names[NET]);
}

static int make_ucode(struct bundle *b)
{
	struct cpio c = { .time = b->image->time };
	int rc = bundle_ucode(&c, &b->boot);

	if (!rc)
		rc = write_part(b, UCODE, buffer_view(&c.out));
	cpio_free(&c);
	return during(rc, "%s", names[UCODE]);
}

static int make_root(struct bundle *b)
{
	struct part *p = &b->part[ROOT];
	int fd = create(b, names[ROOT]);

	if (fd < 0)
		return fd;
	return finish(during(image_write(b->image, fd, &p->digest, &p->size), "%s", names[ROOT]),
		fd, names[ROOT]);
}

static int make_wish(struct bundle *b)
{
	struct buffer t = { 0 };

	role_write(b->role, &t);
	int rc = buffer_error(&t);
	if (!rc)
		rc = write_part(b, WISH, buffer_view(&t));
	buffer_free(&t);
	return rc;
}

static void write_packages(struct buffer *to, struct text lock)
{
	struct text line;

	while (text_line(&lock, &line))
		buffer_printf(to, "package\t%.*s\n", TEXT_ARG(line));
}

static int make_manifest(struct bundle *b)
{
	const struct image *m = b->image;
	struct buffer t = { 0 };
	char hex[DIGEST_HEX + 1];

	buffer_printf(&t,
		"orion-bundle\t1\nrole\t%.*s\narch\t%.*s\ndate\t%" PRIu64 "\nkernel\t%.*s\t%.*s\n",
		TEXT_ARG(b->role->name), TEXT_ARG(m->arch), m->time, TEXT_ARG(b->release),
		TEXT_ARG(b->build_id));
	for (int i = 0; i < PARTS; i++) {
		digest_hex(&b->part[i].digest, hex);
		buffer_printf(&t, "file\t%s\t%" PRIu64 "\t%s\n", names[i], b->part[i].size, hex);
	}
	write_packages(&t, m->lock);
	int rc = keep(m->arena, &t, &b->manifest);
	buffer_free(&t);
	if (!rc)
		rc = digest_of(&b->digest, b->manifest.s, b->manifest.n);
	return rc ? rc : write_file(b, "manifest", b->manifest);
}

static int add_parts(const struct bundle *b, struct tree *t, int *fd)
{
	int rc = tree_init(t, b->image->arena);

	if (!rc)
		rc = tree_make(t, "manifest", 0644, b->manifest);
	for (int i = 0; !rc && i < PARTS; i++) {
		fd[i] = file_open(b->dir, names[i], O_RDONLY, 0);
		rc = fd[i] < 0 ? fd[i] : tree_make_from(t, names[i], 0644, fd[i], b->part[i].size);
	}
	return rc;
}

static int write_bundle(const struct bundle *b, const char *name, const struct tree *t)
{
	struct erofs_options o = { .time = b->image->time };
	int fd = create(b, name);

	memcpy(o.uuid, b->digest.b, EROFS_UUID);
	return fd < 0 ? fd : finish(erofs_write(t, fd, &o, NULL), fd, name);
}

static int make_bundle(const struct bundle *b)
{
	int fd[PARTS];
	char hex[DIGEST_HEX + 1];
	struct tree t;

	for (int i = 0; i < PARTS; i++)
		fd[i] = -1;
	digest_hex(&b->digest, hex);
	const char *name = arena_printf(b->image->arena, "%s.bundle", hex);
	const char *line = arena_printf(b->image->arena, "%s\n", hex);
	int rc = name && line ? add_parts(b, &t, fd) : -ENOMEM;
	if (!rc)
		rc = write_bundle(b, name, &t);
	for (int i = 0; i < PARTS; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	if (!rc && symlinkat(name, b->dir, "role.bundle"))
		rc = fail(-errno, "link role.bundle");
	return rc ? rc : write_file(b, "digest", text_of(line));
}

static int write_listing(const struct bundle *b)
{
	struct text t;
	int rc = image_listing(b->image, &t);

	return rc ? rc : write_file(b, "root.manifest", t);
}

int bundle_make(struct image *m, const struct role *role, int dir, struct packed_again *again,
	struct digest *digest)
{
	static int (*const steps[])(struct bundle *) = { load_kernel, make_wish, make_initrd,
		make_net, make_ucode, make_root, make_manifest };
	struct bundle b = { .image = m, .role = role, .dir = dir, .again = again };
	int rc = image_boot_tree(m, &b.boot);

	if (!rc)
		rc = write_part(&b, LOCK, m->lock);
	for (size_t i = 0; !rc && i < sizeof steps / sizeof *steps; i++)
		rc = steps[i](&b);
	if (!rc)
		rc = make_bundle(&b);
	if (!rc)
		rc = write_listing(&b);
	*digest = b.digest;
	return rc;
}
