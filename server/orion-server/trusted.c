// SPDX-License-Identifier: MIT
// Trusted keys, as files.
#include "trusted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "key.h"

#define DIRECTORY "trusted"
#define SUFFIX ".pub"
#define FW_CFG "/sys/firmware/qemu_fw_cfg/by_name/opt/org.orion/trusted.pub/raw"

enum { LENGTH = 64 << 10 };

const struct trusted_key *trusted_find(const struct trusted *t, const struct digest *fingerprint)
{
	for (size_t i = 0; i < t->count; i++)
		if (digest_equal(&t->item[i].fingerprint, fingerprint))
			return t->item + i;
	return NULL;
}

static int add(struct trusted *t, struct arena *a, const struct minisign_key *key)
{
	struct trusted_key k = { .key = *key };
	int rc = key_fingerprint(key, &k.fingerprint);

	if (rc || trusted_find(t, &k.fingerprint))
		return rc;
	struct trusted_key *item = arena_more(a, t->item, t->count, sizeof *item);
	if (!item)
		return -ENOMEM;
	t->item = item;
	item[t->count++] = k;
	return 0;
}

static bool is_comment(struct text line)
{
	return text_starts(line, "untrusted comment:");
}

int trusted_parse(struct trusted *t, struct arena *a, struct text keys)
{
	struct minisign_key key;
	struct text comment, line;
	int rc = keys.n ? 0 : fail(-E_DATA, "it has no key");

	while (!rc && keys.n) {
		if (!text_line(&keys, &comment) || !is_comment(comment) || !text_line(&keys, &line))
			return fail(-E_DATA,
				"a public key is a line `untrusted comment: ...` and a line with the key");
		rc = minisign_parse_key(&key, line);
		if (!rc)
			rc = add(t, a, &key);
	}
	return rc;
}

// A pipe and a file of sysfs don't say how long they are.
int trusted_read(struct trusted *t, struct arena *a, int fd, const char *what)
{
	char *s = ARENA_ARRAY(a, char, LENGTH + 1);
	ssize_t n = s ? file_read_some(fd, s, LENGTH + 1, what) : -ENOMEM;

	if (n > LENGTH)
		return fail(-E_DATA, "%s: this is no public key", what);
	return n < 0 ? (int)n
		     : during(trusted_parse(t, a, (struct text){ s, (size_t)n }), "%s", what);
}

// --- files

static int open_keys(struct directory *d, const char *base)
{
	int dir = file_open_dir(base);

	*d = (struct directory){ NULL };
	int rc = dir < 0 ? dir : directory_open(d, dir, DIRECTORY);
	if (dir >= 0)
		close(dir);
	return rc;
}

static int make_directory(const char *base)
{
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : file_make_dirs(dir, DIRECTORY, 0755);
	int fd = rc ? rc : file_open(dir, DIRECTORY, O_RDONLY | O_DIRECTORY, 0);

	if (dir >= 0)
		close(dir);
	return fd;
}

static bool is_key(const char *name)
{
	size_t n = strlen(name);

	return *name != '.' && n > sizeof SUFFIX - 1 &&
		!strcmp(name + n - (sizeof SUFFIX - 1), SUFFIX);
}

static int load_file(struct trusted *t, struct arena *a, int dir, const char *name)
{
	struct text keys;
	int rc = file_load(a, dir, name, LENGTH, &keys);

	return during(rc ? rc : trusted_parse(t, a, keys), DIRECTORY "/%s", name);
}

static int load_directory(struct trusted *t, struct arena *a, const char *base)
{
	struct directory d;
	const char *name;
	int rc = open_keys(&d, base);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	while (!rc && (name = directory_next(&d)))
		if (is_key(name))
			rc = load_file(t, a, d.fd, name);
	return during(directory_close(&d, rc), "%s", base);
}

static int load_given(struct trusted *t, struct arena *a)
{
	size_t before = t->count;
	int fd = open(FW_CFG, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	int rc = trusted_read(t, a, fd, FW_CFG);
	close(fd);
	for (size_t i = before; i < t->count; i++)
		t->item[i].given = true;
	return rc;
}

static int by_fingerprint(const void *a, const void *b)
{
	const struct trusted_key *x = a, *y = b;

	return memcmp(x->fingerprint.b, y->fingerprint.b, DIGEST_SIZE);
}

int trusted_load(struct trusted *t, struct arena *a, const char *base)
{
	*t = (struct trusted){ NULL, 0 };
	int rc = load_directory(t, a, base);
	if (!rc)
		rc = load_given(t, a);
	if (t->count)
		qsort(t->item, t->count, sizeof *t->item, by_fingerprint);
	return rc;
}

static const char *file_of(struct arena *a, const struct trusted_key *k)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&k->fingerprint, hex);
	return arena_printf(a, "%s" SUFFIX, hex);
}

int trusted_add(const char *base, struct arena *a, const struct trusted_key *k)
{
	struct buffer b = { 0 };
	const char *name = file_of(a, k);
	int dir = name ? make_directory(base) : -ENOMEM;

	if (dir < 0)
		return dir;
	minisign_write_public_file(&k->key, &b);
	int rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(dir, name, 0644, b.s, b.n);
	buffer_free(&b);
	close(dir);
	return rc;
}

// A file may have another name than ours, and several keys: what has it is looked for.
static int remove_from(int dir, struct arena *a, const char *name, const struct trusted_key *k)
{
	struct trusted t = { NULL, 0 };
	int rc = load_file(&t, a, dir, name);

	if (rc || !trusted_find(&t, &k->fingerprint))
		return rc;
	if (t.count > 1)
		return fail(-E_CALL, DIRECTORY "/%s has other keys too: take it out by hand", name);
	rc = file_remove(dir, name, 0);
	return rc ? rc : file_sync_dir(dir, ".");
}

int trusted_remove(const char *base, struct arena *a, const struct trusted_key *k)
{
	struct directory d;
	const char *name;
	int rc = open_keys(&d, base);

	while (!rc && (name = directory_next(&d)))
		if (is_key(name))
			rc = remove_from(d.fd, a, name, k);
	return during(directory_close(&d, rc), "%s", base);
}
