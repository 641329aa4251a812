// SPDX-License-Identifier: MIT
// The index of a repository. Reading it is most of what a command does before it decides, so it is one pass, and nothing is copied.
#include "index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arch.h"
#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "relation.h"
#include "version.h"

enum {
	ARCH_LENGTH = 31,
	LINE_MIN = sizeof "package\ta\t1-r0\tx\t1\t1\t\t1" + DIGEST_HEX,	// with its LF
};

static const char first_line[] = "orion-index\t1\n", package_key[] = "package\t";

// The first byte tells most of them apart.
static inline bool has_key(struct text line, const char *key, size_t n)
{
	return line.n >= n && *line.s == *key && !memcmp(line.s, key, n);
}

// --- the fields of a package's first line

static int check_arch(struct text t)
{
	bool good = t.n > 0 && t.n <= ARCH_LENGTH;

	for (size_t i = 0; i < t.n && good; i++)
		good = (t.s[i] >= 'a' && t.s[i] <= 'z') || (t.s[i] >= '0' && t.s[i] <= '9') ||
			t.s[i] == '_';
	return good ? 0 : fail(-E_DATA, "an architecture is 1 to 31 of a-z, 0-9 and _");
}

static int parse_sizes(struct index_package *p, const struct text *f)
{
	int rc = text_number(&p->pin.file_size, f[0], 1, INT64_MAX, "size");

	if (!rc)
		rc = text_number(&p->pin.head_size, f[1], 1, OPK_HEAD_MAX, "size of the head");
	if (!rc)
		rc = digest_parse(&p->pin.head, f[2]);
	if (!rc)
		rc = text_number(&p->installed_size, f[3], 0, INT64_MAX, "installed size");
	if (!rc && p->pin.head_size > p->pin.file_size)
		rc = fail(-E_DATA, "the head is larger than the file");
	return rc;
}

static int parse_package(struct index_package *p, struct text line)
{
	struct text f[9];

	if (text_fields(line, '\t', f, 8) != 8)
		return fail(-E_DATA, "a line `package` has 7 fields");
	p->name = f[1];
	p->version = f[2];
	p->arch = f[3];
	int rc = name_check(p->name);
	if (!rc)
		rc = version_check_package(p->version);
	if (!rc)
		rc = check_arch(p->arch);
	return rc ? rc : parse_sizes(p, f + 4);
}

// --- the lines behind it

static int check_plain(struct text t)
{
	return text_printable(t) ? 0 : fail(-E_DATA, "a control character");
}

static int check_conflicts(struct text t)
{
	struct relation r;

	return relation_parse(&r, t);
}

// In this order, each at most once.
static const struct field {
	const char *key;	// with its tab
	size_t length, offset;
	int (*check)(struct text);
	bool list;	// parts, which blanks separate
} fields[] = {
// clang-format off
#define FIELD(key, member, check, list) \
	{ key "\t", sizeof key, offsetof(struct index_package, member), check, list }
	// clang-format on
	FIELD("summary", summary, check_plain, false),
	FIELD("license", license, check_plain, false),
	FIELD("origin", origin, name_check, false),
	FIELD("needs", needs, relation_check, true),
	FIELD("provides", provides, relation_check_provides, true),
	FIELD("conflicts", conflicts, check_conflicts, true),
	FIELD("replaces", replaces, check_conflicts, true),
};

enum { FIELDS = sizeof fields / sizeof *fields };

static struct text *member(const struct field *f, struct index_package *p)
{
	return (struct text *)((char *)p + f->offset);
}

static const bool in_name[256] = {
	['a' ... 'z'] = true,
	['0' ... '9'] = true,
	['+'] = true,
	['.'] = true,
	['_'] = true,
	['-'] = true,
};

// How long the first part is, when it is the name of a package and nothing else, as most are; else 0.
static size_t plain_name(struct text t)
{
	size_t n = 0;

	while (n < t.n && in_name[(unsigned char)t.s[n]])
		n++;
	bool good = n && n <= NAME_LENGTH && (n == t.n || t.s[n] == ' ') && *t.s >= '0';

	return good && *t.s != '_' ? n : 0;
}

static int check_list(const struct field *f, struct text t)
{
	int rc = 0;

	while (!rc && t.s) {
		size_t n = plain_name(t);
		struct text part;

		if (!n)
			rc = text_part(&t, ' ', &part) ? f->check(part) : 0;
		else if (n == t.n)
			t.s = NULL;
		else
			t = (struct text){ t.s + n + 1, t.n - n - 1 };
	}
	return rc;
}

// *next is the first of the fields that may still come.
static int parse_field(struct index_package *p, size_t *next, struct text line)
{
	for (const struct field *f = fields + *next; f < fields + FIELDS; f++) {
		if (!has_key(line, f->key, f->length))
			continue;
		struct text value = { line.s + f->length, line.n - f->length };

		*next = (size_t)(f - fields) + 1;
		*member(f, p) = value;
		if (!value.n)
			return fail(-E_DATA, "nothing behind `%.*s`", (int)f->length - 1, f->key);
		return f->list ? check_list(f, value) : f->check(value);
	}
	return fail(-E_DATA, "a line that is unknown or at the wrong place");
}

// --- the whole

static int compare(const void *a, const void *b)
{
	const struct index_package *x = a, *y = b;
	int order = text_compare(x->name, y->name);

	if (!order)
		order = version_compare(x->version, y->version);
	return order ? order : text_compare(x->arch, y->arch);
}

static int parse_lines(struct index *x, struct text rest, size_t room, size_t *number)
{
	struct index_package *p = NULL;
	size_t next = FIELDS;
	int rc = 0;

	for (struct text line; !rc && text_line(&rest, &line); ++*number) {
		if (!has_key(line, package_key, sizeof package_key - 1)) {
			rc = parse_field(p, &next, line);
			continue;
		}
		if (x->packages == room)
			return fail(-E_DATA, "more than %zu packages", room);
		p = &x->package[x->packages++];
		next = 0;
		rc = parse_package(p, line);
		if (!rc && x->packages > 1 && compare(p - 1, p) >= 0)
			rc = fail(-E_DATA, "%.*s %.*s is not sorted, or there twice",
				TEXT_ARG(p->name), TEXT_ARG(p->version));
	}
	return !rc && rest.n ? fail(-E_DATA, "the end is missing") : rc;
}

int index_parse(struct index *x, struct arena *a, struct text t)
{
	size_t room = t.n / LINE_MIN + 1, number = 2;

	*x = (struct index){ NULL, 0 };
	if (t.n > INDEX_LENGTH)
		return fail(-E_DATA, "an index of more than %d bytes", INDEX_LENGTH);
	if (!text_starts(t, first_line))
		return fail(
			-E_DATA, "line 1 is not `orion-index<TAB>1`: this program knows format 1");
	if (room > INDEX_PACKAGES)
		room = INDEX_PACKAGES;
	// Room for the most packages that may be in it: memory that isn't used isn't taken.
	x->package = ARENA_ARRAY(a, struct index_package, room);
	if (!x->package)
		return -ENOMEM;
	struct text rest = { t.s + sizeof first_line - 1, t.n - (sizeof first_line - 1) };
	int rc = parse_lines(x, rest, room, &number);
	return during(rc, "line %zu of the index", number - 1);
}

void index_keep(struct index *x, struct text arch)
{
	size_t kept = 0;

	for (size_t i = 0; i < x->packages; i++) {
		if (!arch_fits(x->package[i].arch, arch))
			continue;
		if (kept != i)
			x->package[kept] = x->package[i];
		kept++;
	}
	x->packages = kept;
}

void index_sort(struct index *x)
{
	if (x->packages)
		qsort(x->package, x->packages, sizeof *x->package, compare);
}

static void write_package(struct buffer *b, const struct index_package *p)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&p->pin.head, hex);
	buffer_printf(b, "%s%.*s\t%.*s\t%.*s\t%" PRIu64 "\t%" PRIu64 "\t%s\t%" PRIu64 "\n",
		package_key, TEXT_ARG(p->name), TEXT_ARG(p->version), TEXT_ARG(p->arch),
		p->pin.file_size, p->pin.head_size, hex, p->installed_size);
	for (const struct field *f = fields; f < fields + FIELDS; f++) {
		const struct text *t = member(f, (struct index_package *)(uintptr_t)p);

		if (!t->n)
			continue;
		buffer_add(b, f->key, f->length);
		buffer_text(b, *t);
		buffer_add(b, "\n", 1);
	}
}

void index_write(const struct index *x, struct buffer *b)
{
	buffer_printf(b, "%s", first_line);
	for (size_t i = 0; i < x->packages; i++)
		write_package(b, &x->package[i]);
}

// The first package whose name isn't below this one; or, above: is above it.
static size_t bound(const struct index *x, struct text name, bool above)
{
	size_t low = 0, high = x->packages;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(x->package[middle].name, name);

		if (order < 0 || (above && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct index_package *index_find(const struct index *x, struct text name, size_t *n)
{
	size_t first = bound(x, name, false);

	*n = bound(x, name, true) - first;
	return *n ? &x->package[first] : NULL;
}

const char *index_file(struct arena *a, const struct index_package *p)
{
	return arena_printf(a, "%.*s-%.*s.%.*s.opk", TEXT_ARG(p->name), TEXT_ARG(p->version),
		TEXT_ARG(p->arch));
}
