// SPDX-License-Identifier: MIT
// The list of what is shared.
#include "shared.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "hostname.h"
#include "role.h"
#include "site.h"

#define HEAD "orion-shared"

enum { VERSION = 1, PATH = 200, FIELDS = 7 };

static const uint64_t BUNDLE_MAX = (uint64_t)1 << 36;

// --- which files

static bool ends(struct text t, const char *with)
{
	size_t n = strlen(with);

	return t.n > n && !memcmp(t.s + t.n - n, with, n);
}

// A name like those of keys and of packages.
static bool is_name_of(struct text t, const char *ending)
{
	for (size_t i = 0; i < t.n; i++)
		if (!isalnum((unsigned char)t.s[i]) && !strchr("._-+~", t.s[i]))
			return false;
	return t.n && t.n <= PATH && *t.s != '.' && *t.s != '-' && ends(t, ending) &&
		!memchr(t.s, 0, t.n);
}

static bool is_name(struct text t)
{
	return is_name_of(t, ".pub") && !memchr(t.s, '+', t.n) && !memchr(t.s, '~', t.n);
}

static bool is_channel(struct text t)
{
	static const char role[] = SITE_ROLE;
	size_t n = sizeof role - 1;

	if (text_is(t, role))
		return true;
	if (!text_starts(t, SITE_ROLE "."))
		return false;
	bool is = !role_check((struct text){ t.s + n + 1, t.n - n - 1 });
	error_clear();
	return is;
}

bool shared_takes(struct text path)
{
	static const char *const files[] = { "orion.conf", "authorized_keys", "pins",
		SERVERS_DRAINED };
	static const char *const dirs[] = { "trusted/", "peers/" };

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (text_is(path, files[i]))
			return true;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		size_t n = strlen(dirs[i]);

		if (text_starts(path, dirs[i]))
			return is_name((struct text){ path.s + n, path.n - n });
	}
	if (text_starts(path, "removed/"))
		return is_name_of((struct text){ path.s + 8, path.n - 8 }, ".opk");
	if (text_starts(path, "channels/"))
		return is_channel((struct text){ path.s + 9, path.n - 9 });
	return is_name(path);
}

// --- reading

static int parse_item(struct shared *s, struct arena *a, const struct text *f)
{
	struct shared_item x = { .path = f[1], .there = !text_is(f[2], "-") };
	int rc = 0;

	if (!shared_takes(f[1]))
		return 0;
	if (x.there)
		rc = digest_parse(&x.digest, f[2]);
	if (!rc)
		rc = stamp_parse(&x.stamp, f + 3);
	if (!rc && s->count && text_compare(s->item[s->count - 1].path, x.path) >= 0)
		rc = fail(-E_DATA, "it is not in its place");
	if (!rc && s->count == SHARED_ITEMS)
		rc = fail(-E_DATA, "there are too many");
	return rc ? rc : shared_set(s, a, &x);
}

static int parse_bundle(struct shared *s, struct arena *a, const struct text *f)
{
	struct shared_bundle x = { .role = f[1] };
	int rc = role_check(f[1]);

	if (!rc)
		rc = digest_parse(&x.digest, f[2]);
	if (!rc)
		rc = text_number(&x.size, f[3], 1, BUNDLE_MAX, "size");
	if (!rc)
		rc = digest_parse(&x.marks, f[4]);
	if (!rc && s->bundles == SHARED_BUNDLES)
		rc = fail(-E_DATA, "there are too many");
	return rc ? rc : shared_add_bundle(s, a, &x);
}

static int parse_also(struct shared *s, struct arena *a, const struct text *f)
{
	struct digest d;
	int rc = during(role_check(f[1]), "also");	// [a-z0-9-]

	if (!rc)
		rc = digest_parse(&d, f[2]);
	if (!rc && s->alsos == SHARED_ITEMS)
		rc = fail(-E_DATA, "there are too many");
	return rc ? rc : shared_add_also(s, a, f[1], &d);
}

// Files that this version doesn't share, and lines of a kind that it doesn't know, are a newer server's, and passed over.
static int parse_line(struct shared *s, struct arena *a, struct text line)
{
	struct text f[FIELDS];
	size_t n = text_fields(line, '\t', f, FIELDS);
	bool item = text_is(f[0], "item"), bundle = text_is(f[0], "bundle");

	if (n == 6 && item && !s->bundles && !s->alsos)
		return parse_item(s, a, f);
	if (n == 5 && bundle && !s->alsos)
		return parse_bundle(s, a, f);
	if (n == 3 && text_is(f[0], "also"))
		return parse_also(s, a, f);
	return item || bundle || text_is(f[0], "also")
		? fail(-E_DATA, "lines are item, bundle and also, in this order")
		: 0;
}

static int parse_head(struct shared *s, struct text line)
{
	struct text f[3];
	uint64_t version;

	if (text_fields(line, '\t', f, 3) != 3 || !text_is(f[0], HEAD))
		return fail(-E_DATA, "this is no list of what a server shares");
	int rc = text_number(&version, f[1], 1, UINT32_MAX, "version");
	if (!rc && version != VERSION)
		rc = fail(-E_DATA,
			"servers there share by version %" PRIu64
			" of the protocol, and here by version %d: upgrade the older one",
			version, VERSION);
	s->server = f[2];
	return rc ? rc : hostname_check(s->server);
}

int shared_parse(struct shared *s, struct arena *a, struct text t)
{
	struct text line;
	size_t number = 1;

	*s = (struct shared){ .count = 0 };
	int rc = text_line(&t, &line) ? parse_head(s, line) : fail(-E_DATA, "it is empty");
	while (!rc && text_line(&t, &line)) {
		number++;
		rc = parse_line(s, a, line);
	}
	if (!rc && t.n)
		rc = fail(-E_DATA, "the last line has no end");
	return during(rc, "line %zu", number);
}

void shared_write(struct buffer *b, const struct shared *s)
{
	char hex[DIGEST_HEX + 1], marks[DIGEST_HEX + 1];

	buffer_printf(b, HEAD "\t%d\t%.*s\n", VERSION, TEXT_ARG(s->server));
	for (size_t i = 0; i < s->count; i++) {
		const struct shared_item *x = &s->item[i];

		digest_hex(&x->digest, hex);
		buffer_printf(b, "item\t%.*s\t%s\t", TEXT_ARG(x->path), x->there ? hex : "-");
		stamp_write(b, &x->stamp);
		buffer_printf(b, "\n");
	}
	for (size_t i = 0; i < s->bundles; i++) {
		const struct shared_bundle *x = &s->bundle[i];

		digest_hex(&x->digest, hex);
		digest_hex(&x->marks, marks);
		buffer_printf(b, "bundle\t%.*s\t%s\t%" PRIu64 "\t%s\n", TEXT_ARG(x->role), hex,
			x->size, marks);
	}
	for (size_t i = 0; i < s->alsos; i++) {
		digest_hex(&s->also[i].digest, hex);
		buffer_printf(b, "also\t%.*s\t%s\n", TEXT_ARG(s->also[i].name), hex);
	}
}

// --- the lists

// The place of the first that isn't before it.
static size_t place(const struct shared *s, struct text path)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(s->item[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct shared_item *shared_find(const struct shared *s, struct text path)
{
	size_t i = place(s, path);

	return i < s->count && text_equal(s->item[i].path, path) ? &s->item[i] : NULL;
}

const struct shared_bundle *shared_find_bundle(const struct shared *s, const struct digest *d)
{
	for (size_t i = 0; i < s->bundles; i++)
		if (digest_equal(&s->bundle[i].digest, d))
			return &s->bundle[i];
	return NULL;
}

const struct digest *shared_find_also(const struct shared *s, const char *name)
{
	for (size_t i = 0; i < s->alsos; i++)
		if (text_is(s->also[i].name, name))
			return &s->also[i].digest;
	return NULL;
}

int shared_set(struct shared *s, struct arena *a, const struct shared_item *item)
{
	struct shared_item *there = shared_find(s, item->path);

	if (there) {
		*there = *item;
		return 0;
	}
	size_t i = place(s, item->path);
	struct shared_item *more = arena_more(a, s->item, s->count, sizeof *more);
	if (!more)
		return -ENOMEM;
	memmove(more + i + 1, more + i, (s->count - i) * sizeof *more);
	more[i] = *item;
	s->item = more;
	s->count++;
	return 0;
}

int shared_add_bundle(struct shared *s, struct arena *a, const struct shared_bundle *b)
{
	struct shared_bundle *more = arena_more(a, s->bundle, s->bundles, sizeof *more);

	if (!more)
		return -ENOMEM;
	s->bundle = more;
	more[s->bundles++] = *b;
	return 0;
}

int shared_add_also(struct shared *s, struct arena *a, struct text name, const struct digest *d)
{
	struct shared_also *more = arena_more(a, s->also, s->alsos, sizeof *more);

	if (!more)
		return -ENOMEM;
	s->also = more;
	more[s->alsos++] = (struct shared_also){ name, *d };
	return 0;
}
