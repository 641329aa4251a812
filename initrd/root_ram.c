// SPDX-License-Identifier: MIT
// ram: root.erofs by HTTP into memory, its digest checked; the server isn't needed afterwards.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "boot.h"
#include "error.h"
#include "file.h"
#include "http.h"
#include "loop.h"
#include "root.h"
#include "say.h"
#include "sha256.h"
#include "verify.h"

#define FILE_PATH BOOT_RAM "/root.erofs"

enum { RESERVE = 24 << 20 };	// bytes that must be left for the system itself

struct sink {
	int fd;
	struct sha256 sum;
};

static int store(void *ctx, const void *data, size_t n)
{
	struct sink *s = ctx;

	if (write(s->fd, data, n) != (ssize_t)n)
		return fail("E-RAM-SIZE", "%s: %s", FILE_PATH, strerror(errno));
	sha256_add(&s->sum, data, n);
	return 0;
}

static int manifest(struct boot *b, const char *dir)
{
	struct http_head head;
	char path[300];
	size_t n;

	snprintf(path, sizeof path, "%s/manifest", dir);
	char *text = http_load(&b->server, b->cmd.root.port, path, MANIFEST_MAX, &n, &head);
	if (!text)
		return -1;
	int rc = verify_manifest(b, text, n);
	free(text);
	return rc;
}

// A tmpfs of just the size.
static int room(struct boot *b, const struct manifest_file *f)
{
	uint64_t size = (f->size + 65535) & ~(uint64_t)65535, free_kb = meminfo_kb("MemAvailable:");
	char opts[64];

	if (free_kb * 1024 < size + RESERVE)
		return fail("E-RAM-SIZE",
			"root.erofs needs %llu MB and %d MB beside it, free are "
			"%llu MB",
			(unsigned long long)(size >> 20), RESERVE >> 20,
			(unsigned long long)(free_kb >> 10));
	snprintf(opts, sizeof opts, "size=%llu,nr_inodes=16,mode=0700", (unsigned long long)size);
	if (mount("tmpfs", BOOT_RAM, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, opts))
		return fail("E-SYSTEM", "tmpfs: %s", strerror(errno));
	b->ram_image = size;
	return 0;
}

static int load(struct boot *b, const char *dir, const struct manifest_file *f)
{
	struct sink s = { .fd = open(FILE_PATH, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0400) };
	char path[300], hex[65];
	struct http_head head;
	struct http_get g = {
		.server = &b->server,
		.port = b->cmd.root.port,
		.path = path,
		.idle_ms = 10000,
		.max = f->size,
		.sink = store,
		.ctx = &s,
	};

	if (s.fd < 0)
		return fail("E-SYSTEM", "%s: %s", FILE_PATH, strerror(errno));
	snprintf(path, sizeof path, "%s/root.erofs", dir);
	sha256_init(&s.sum);
	int rc = http_get(&g, &head);
	close(s.fd);
	if (rc)
		return -1;
	sha256_hex(&s.sum, hex);
	if (strcmp(hex, f->sha256))
		return fail("E-ROOT-DIGEST", "root.erofs is %.12s..., the manifest says %.12s...",
			hex, f->sha256);
	return 0;
}

static int open_ram(struct boot *b)
{
	char dir[sizeof b->cmd.root.path];
	size_t n = strlen(b->cmd.root.path);

	memcpy(dir, b->cmd.root.path, n + 1);
	while (n && dir[n - 1] == '/')
		dir[--n] = 0;
	if (manifest(b, dir))
		return -1;
	const struct manifest_file *f = manifest_find(&b->manifest, "root.erofs");
	if (!f)
		return fail("E-ROOT-MANIFEST", "the manifest has no root.erofs");
	say("root: loading %llu kB from %s", (unsigned long long)(f->size >> 10), b->server.text);
	if (room(b, f) || load(b, dir, f))
		return -1;
	if (loop_mount(FILE_PATH, BOOT_ROOT))
		return fail("E-ROOT-MOUNT", "root.erofs: %s", strerror(errno));
	return 0;
}

const struct root_kind root_ram = { .form = ROOT_RAM, .network = true, .open = open_ram };
