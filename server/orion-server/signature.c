// SPDX-License-Identifier: MIT
// Signatures of bundles.
#include "signature.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "build.h"
#include "bundle_file.h"
#include "error.h"
#include "file.h"
#include "key.h"
#include "trusted.h"

// A file of at most limit bytes; an empty text when there is none.
static int load(struct arena *a, const char *path, size_t limit, struct text *t)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;

	*t = TEXT("");
	if (!path)
		return -ENOMEM;
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : fail(-errno, "open %s", path);
	int rc = file_load_fd(a, fd, limit, t, path);
	close(fd);
	return rc;
}

// Up to the first 0: a block device is longer than what was written to it.
static int load_behind(struct arena *a, const struct bundle_file *b, struct text *t)
{
	char *s = ARENA_ARRAY(a, char, MINISIGN_SIGNATURE_MAX + 1);
	ssize_t n = 0, k = 1;

	if (!s)
		return -ENOMEM;
	while (k > 0 && n < MINISIGN_SIGNATURE_MAX) {
		k = pread(b->fd, s + n, (size_t)(MINISIGN_SIGNATURE_MAX - n),
			(off_t)(b->size + (uint64_t)n));
		if (k < 0 && errno != EINTR)
			return fail(-errno, "read the bundle's signature");
		n += k > 0 ? k : 0;
	}
	*t = (struct text){ s, strnlen(s, (size_t)n) };
	return 0;
}

// The directory of the file itself, not of a link to it.
static const char *directory_of(struct arena *a, const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		return NULL;
	char *slash = strrchr(real, '/');
	return arena_text(a, real, slash > real ? (size_t)(slash - real) : 1);
}

static int find(struct arena *a, const struct bundle_file *b, const char *path, struct text *t)
{
	char hex[DIGEST_HEX + 1];
	const char *dir = directory_of(a, path);

	digest_hex(&b->digest, hex);
	int rc = load(a, arena_printf(a, "%s" BUILD_SIGNATURE, path), MINISIGN_SIGNATURE_MAX, t);
	if (!rc && !t->n && dir)
		rc = load(a, arena_printf(a, "%s/%s.bundle" BUILD_SIGNATURE, dir, hex),
			MINISIGN_SIGNATURE_MAX, t);
	return rc || t->n ? rc : load_behind(a, b, t);
}

// Somebody else's key, or a signature that nobody made: the key beside it tells.
static int unknown(
	struct arena *a, const struct bundle_file *b, const char *path, struct text signature)
{
	const char *dir = directory_of(a, path);
	const char *file = dir ? arena_printf(a, "%s/" BUILD_KEY, dir) : NULL;
	char hex[DIGEST_HEX + 1];
	struct minisign_key key;
	struct digest fingerprint;

	if (!file || access(file, R_OK) || key_load_file(&key, file) ||
		key_fingerprint(&key, &fingerprint))
		return fail(-E_TRUST,
			"it is signed by a key that this server doesn't trust: get the file " BUILD_KEY
			" from who built it, and run `orion trust " BUILD_KEY "`");
	if (minisign_verify(&key, b->manifest, signature, NULL))
		return during(-E_TRUST, "its signature");
	digest_hex(&fingerprint, hex);
	return fail(-E_TRUST,
		"it is signed by a key that this server doesn't trust, with the fingerprint %s: ask who built it whether that is theirs, and run `orion trust %s`",
		hex, file);
}

int signature_check(
	struct arena *a, const struct trusted *t, const struct bundle_file *b, const char *path)
{
	struct text signature;
	int rc = find(a, b, path, &signature);

	if (rc)
		return rc;
	if (!signature.n)
		return fail(-E_TRUST,
			"it is not signed: `orion-pkg sign --manifest` signs a bundle where the keys of its build are");
	for (size_t i = 0; i < t->count; i++)
		if (!minisign_verify(&t->item[i].key, b->manifest, signature, NULL)) {
			error_clear();
			return 0;
		}
	return unknown(a, b, path, signature);
}
