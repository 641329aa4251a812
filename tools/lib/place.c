// SPDX-License-Identifier: MIT
// Where repositories are.
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "digest.h"
#include "error.h"
#include "file.h"
#include "relation.h"

static const char list_directory[] = "etc/orion/repositories";

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

// Takes the slashes at its end off.
static int take_url(struct repository_place *p, struct arena *a, struct text t)
{
	while (t.n > 1 && t.s[t.n - 1] == '/')
		t.n--;
	if (!t.n || t.n > PLACE_URL)
		return fail(-E_DATA, "an address has 1 to %d bytes", PLACE_URL);
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.s[i] <= ' ' || t.s[i] == 0x7f)
			return fail(-E_DATA, "a blank or control character is in the address");
	if (p->urls == PLACE_URLS)
		return fail(-E_DATA, "there can be %d addresses", PLACE_URLS);
	char *url = arena_text(a, t.s, t.n);
	p->url[p->urls++] = url;
	return url ? 0 : -ENOMEM;
}

static bool afar(const char *url)
{
	return starts(url, "http://") || starts(url, "https://");
}

const char *place_directory(const struct repository_place *p)
{
	const char *url = *p->url;

	if (afar(url))
		return NULL;
	return starts(url, "file://") ? url + 7 : starts(url, "file:") ? url + 5 : url;
}

static int value(struct text *rest, const char *key, struct text *v)
{
	struct text line, field[2];

	if (!text_line(rest, &line) || text_fields(line, '\t', field, 2) != 2 ||
		!text_is(field[0], key))
		return fail(-E_DATA, "no line `%s<TAB>...` where it should be", key);
	*v = field[1];
	return 0;
}

static int one_key(struct text *rest, struct signers *s)
{
	struct minisign_key k;
	struct text v;
	int rc = value(rest, "key", &v);

	if (!rc)
		rc = minisign_parse_key(&k, v);
	return rc ? rc : signers_add(s, &k);
}

static int take_keys(struct text *rest, struct signers *s)
{
	struct text v;
	uint64_t threshold;
	int rc;

	*s = (struct signers){ .keys = 0 };
	do
		rc = one_key(rest, s);
	while (!rc && text_starts(*rest, "key\t"));
	s->threshold = s->keys;
	if (rc || !rest->n)
		return rc;
	rc = value(rest, "threshold", &v);
	if (!rc)
		rc = text_number(&threshold, v, 1, s->keys, "threshold");
	if (!rc)
		s->threshold = (size_t)threshold;
	return rc;
}

static int one_url(struct text *rest, struct repository_place *p, struct arena *a)
{
	struct text v;
	int rc = value(rest, "url", &v);

	return rc ? rc : take_url(p, a, v);
}

static int take_urls(struct text *rest, struct repository_place *p, struct arena *a)
{
	int rc;

	p->urls = 0;
	do
		rc = one_url(rest, p, a);
	while (!rc && text_starts(*rest, "url\t"));
	if (!rc && !afar(*p->url) && *place_directory(p) != '/')
		rc = fail(-E_DATA, "`%s` is none of http://, https://, file:/DIRECTORY", *p->url);
	for (size_t i = 0; !rc && p->urls > 1 && i < p->urls; i++)
		if (!afar(p->url[i]))
			rc = fail(-E_DATA,
				"of several addresses each is http:// or https://, and not `%s`",
				p->url[i]);
	return rc;
}

int place_parse(struct repository_place *p, struct arena *a, const char *name, struct text t)
{
	int rc = name_check(text_of(name));

	p->name = name;
	if (!rc)
		rc = take_urls(&t, p, a);
	if (!rc)
		rc = take_keys(&t, &p->root);
	if (!rc && t.n)
		rc = fail(-E_DATA, "there is something behind its last line");
	return during(rc, "repository %s", name);
}

// Who has no name gets one of the digest of address and keys: what is remembered of it stays its own.
int place_make(
	struct repository_place *p, struct arena *a, const char *url, const struct signers *root)
{
	char hex[DIGEST_HEX + 1];
	struct buffer b = { 0 };
	struct digest d;

	p->urls = 0;
	p->root = *root;
	int rc = take_url(p, a, text_of(url));
	for (size_t i = 0; i < root->keys; i++)
		minisign_write_key(&root->key[i], &b);
	if (!rc)
		buffer_text(&b, text_of(*p->url));
	if (!rc)
		rc = buffer_error(&b);
	if (!rc)
		rc = digest_of(&d, b.s, b.n);
	buffer_free(&b);
	if (rc)
		return during(rc, "repository `%s`", url);
	digest_hex(&d, hex);
	p->name = arena_printf(a, "at-%.16s", hex);
	return p->name ? 0 : -ENOMEM;
}

// Not files that are none of ours: hidden ones, and the new version beside one that the administrator changed.
static bool wanted(const char *name)
{
	size_t n = strlen(name);

	return *name != '.' && (n < 4 || strcmp(name + n - 4, ".new"));
}

static int by_name(const void *a, const void *b)
{
	const struct repository_place *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int load(struct arena *a, int dir, const char *file, struct repository_place *p)
{
	struct text t;
	char *name = arena_text(a, file, strlen(file));
	int rc = name ? file_load(a, dir, file, PLACE_FILE, &t) : -ENOMEM;

	return rc ? rc : place_parse(p, a, name, t);
}

static int load_all(struct arena *a, DIR *d, struct repository_place **list, size_t *count)
{
	for (struct dirent *e; errno = 0, e = readdir(d);) {
		if (!wanted(e->d_name))
			continue;
		struct repository_place *p = arena_more(a, *list, *count, sizeof *p);

		if (!p)
			return -ENOMEM;
		*list = p;
		int rc = load(a, dirfd(d), e->d_name, &p[*count]);
		if (rc)
			return rc;
		++*count;
	}
	return errno ? fail(-errno, "read %s", list_directory) : 0;
}

int place_list(struct arena *a, int root, struct repository_place **list, size_t *count)
{
	*list = NULL;
	*count = 0;
	int dir = file_open(root, list_directory, O_RDONLY | O_DIRECTORY, 0);
	if (dir == -ENOENT)
		return 0;
	if (dir < 0)
		return dir;
	DIR *d = fdopendir(dir);
	if (!d) {
		int rc = fail(-errno, "read %s", list_directory);

		close(dir);
		return rc;
	}
	int rc = load_all(a, d, list, count);
	closedir(d);
	if (*count)
		qsort(*list, *count, sizeof **list, by_name);
	return rc;
}
