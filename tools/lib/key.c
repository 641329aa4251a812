// SPDX-License-Identifier: MIT
// Files of keys.
#include "key.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "digest.h"
#include "error.h"
#include "file.h"

enum { FILE_MAX = 2048, NAME_MAX_KEY = 64 };

int key_home(struct arena *a, const char **path)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		*path = arena_printf(a, "%s/orion/keys", config);
	else if (home && *home == '/')
		*path = arena_printf(a, "%s/.config/orion/keys", home);
	else
		return fail(-E_CALL, "HOME is not set: name the directory of the keys by --keys");
	return *path ? 0 : -ENOMEM;
}

int key_make_dir(const char *path)
{
	char part[4096];

	if (strlen(path) >= sizeof part)
		return fail(-ENAMETOOLONG, "%s", path);
	for (const char *slash = path; slash;) {
		slash = strchr(slash + 1, '/');
		snprintf(part, sizeof part, "%.*s", slash ? (int)(slash - path) : (int)strlen(path),
			path);
		if (mkdir(part, 0700) && errno != EEXIST)
			return fail(-errno, "make the directory %s", part);
	}
	return file_open_dir(path);
}

// 1 when the file is there, 0 when not.
static int exists(int dir, const char *file)
{
	struct stat st;

	if (!fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW))
		return 1;
	return errno == ENOENT ? 0 : fail(-errno, "%s", file);
}

static int write_public(int dir, const char *file, const struct minisign_key *k)
{
	struct buffer b = { 0 };

	minisign_write_public_file(k, &b);
	int rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(dir, file, 0644, b.s, b.n);
	buffer_free(&b);
	return rc;
}

static int write_secret(int dir, const char *file, const struct minisign_secret *s)
{
	struct buffer b = { 0 };

	minisign_write_secret_file(s, &b);
	int rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(dir, file, 0600, b.s, b.n);
	if (b.s)
		OPENSSL_cleanse(b.s, b.n);
	buffer_free(&b);
	return rc;
}

static int make(int dir, const char *name, bool *made)
{
	char secret[NAME_MAX_KEY + 8], public[NAME_MAX_KEY + 8];
	struct minisign_secret s;

	snprintf(secret, sizeof secret, "%.*s.key", NAME_MAX_KEY, name);
	snprintf(public, sizeof public, "%.*s.pub", NAME_MAX_KEY, name);
	int has_secret = exists(dir, secret), has_public = exists(dir, public);
	int rc = has_secret < 0 ? has_secret : has_public < 0 ? has_public : 0;
	if (rc || has_public)
		return rc;
	rc = has_secret ? key_load_secret(&s, dir, name) : minisign_generate(&s);
	if (!rc && !has_secret)
		rc = write_secret(dir, secret, &s);
	if (!rc)
		rc = write_public(dir, public, &s.public);
	*made = !rc && !has_secret;
	minisign_forget(&s);
	return rc;
}

int key_make(int dir, const char *name, bool *made)
{
	*made = false;
	if (strlen(name) > NAME_MAX_KEY || !*name || strchr(name, '/') || *name == '.')
		return fail(-E_CALL, "`%s` is no name of a key", name);
	if (flock(dir, LOCK_EX))
		return fail(-errno, "lock the directory of keys");
	int rc = make(dir, name, made);
	flock(dir, LOCK_UN);
	return during(rc, "key %s", name);
}

// Reads a small file into a buffer of the caller's, which it may forget.
static int read_file(int fd, char buf[FILE_MAX], struct text *t, const char *what)
{
	ssize_t n = file_read_some(fd, buf, FILE_MAX, what);

	if (n < 0)
		return (int)n;
	if (n == FILE_MAX)
		return fail(-E_DATA, "%s is too long for a key", what);
	*t = (struct text){ buf, (size_t)n };
	return 0;
}

static int only_owner(int fd, const char *file)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(-errno, "%s", file);
	if (!S_ISREG(st.st_mode))
		return fail(-E_DATA, "%s is not a regular file", file);
	if (st.st_mode & 077)
		return fail(-E_TRUST, "%s is open to others: chmod 600 it", file);
	return 0;
}

int key_load_secret(struct minisign_secret *s, int dir, const char *name)
{
	char file[NAME_MAX_KEY + 8], buf[FILE_MAX];
	struct text t;

	snprintf(file, sizeof file, "%.*s.key", NAME_MAX_KEY, name);
	int fd = file_open(dir, file, O_RDONLY, 0);
	if (fd < 0)
		return fd;
	int rc = only_owner(fd, file);
	if (!rc)
		rc = read_file(fd, buf, &t, file);
	if (!rc)
		rc = during(minisign_parse_secret_file(s, t), "%s", file);
	OPENSSL_cleanse(buf, sizeof buf);
	close(fd);
	return rc;
}

static int load_public(struct minisign_key *k, int fd, const char *what)
{
	char buf[FILE_MAX];
	struct text t;
	int rc = read_file(fd, buf, &t, what);

	if (!rc)
		rc = during(minisign_parse_public_file(k, t), "%s", what);
	close(fd);
	return rc;
}

int key_load_public(struct minisign_key *k, int dir, const char *name)
{
	char file[NAME_MAX_KEY + 8];

	snprintf(file, sizeof file, "%.*s.pub", NAME_MAX_KEY, name);
	int fd = file_open(dir, file, O_RDONLY, 0);
	return fd < 0 ? fd : load_public(k, fd, file);
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

// NAME and NAME-..., without the ending; 0 when the file is another.
static size_t stem(const char *file, const char *name, const char *ending)
{
	size_t n = strlen(file), front = strlen(name), back = strlen(ending);

	if (n < front + back || n > NAME_MAX_KEY + back || strncmp(file, name, front) != 0 ||
		strcmp(file + n - back, ending) != 0)
		return 0;
	return n == front + back || file[front] == '-' ? n - back : 0;
}

static int add_names(struct arena *a, DIR *d, const char *name, const char *ending,
	const char ***list, size_t *count)
{
	for (struct dirent *e; errno = 0, e = readdir(d);) {
		size_t n = stem(e->d_name, name, ending);
		const char **more = n ? arena_more(a, *list, *count, sizeof *more) : NULL;

		if (!n)
			continue;
		if (!more)
			return -ENOMEM;
		*list = more;
		more[*count] = arena_text(a, e->d_name, n);
		if (!more[(*count)++])
			return -ENOMEM;
	}
	return errno ? fail(-errno, "read the directory of keys") : 0;
}

int key_names(struct arena *a, int dir, const char *name, const char *ending, const char ***list,
	size_t *count)
{
	int fd = file_open(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	*list = NULL;
	*count = 0;
	if (!d)
		return fd < 0 ? fd : fail(-errno, "read the directory of keys");
	int rc = add_names(a, d, name, ending, list, count);
	closedir(d);
	if (*count)
		qsort(*list, *count, sizeof **list, by_text);
	return rc;
}

int key_fingerprint(const struct minisign_key *k, struct digest *d)
{
	unsigned char b[2 + MINISIGN_ID + MINISIGN_PUBLIC] = "Ed";

	memcpy(b + 2, k->id, MINISIGN_ID);
	memcpy(b + 2 + MINISIGN_ID, k->key, MINISIGN_PUBLIC);
	return digest_of(d, b, sizeof b);
}

int key_load_file(struct minisign_key *k, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? fail(-errno, "open %s", path) : load_public(k, fd, path);
}
