// SPDX-License-Identifier: MIT
// The manifest of a bundle.
#include "manifest.h"

#include <stdbool.h>
#include <string.h>

#include "error.h"
#include "number.h"

struct word {
	const char *s;
	size_t n;
};

static bool copy(char *to, size_t size, struct word w)
{
	if (!w.n || w.n >= size)
		return false;
	for (size_t i = 0; i < w.n; i++)
		if (w.s[i] <= ' ' || w.s[i] > '~' || w.s[i] == '/')
			return false;
	memcpy(to, w.s, w.n);
	to[w.n] = 0;
	return true;
}

static bool is(struct word w, const char *s)
{
	return w.n == strlen(s) && !memcmp(w.s, s, w.n);
}

static bool take_bundle(struct manifest *m, const struct word *w)
{
	(void)m;
	return is(w[1], "1");
}

static bool take_role(struct manifest *m, const struct word *w)
{
	return copy(m->role, sizeof m->role, w[1]);
}

static bool take_arch(struct manifest *m, const struct word *w)
{
	return copy(m->arch, sizeof m->arch, w[1]);
}

static bool take_date(struct manifest *m, const struct word *w)
{
	uint64_t v;

	if (number_parse(&v, w[1].s, w[1].n, 0, (uint64_t)1 << 40))
		return false;
	m->date = (int64_t)v;
	return true;
}

static bool take_kernel(struct manifest *m, const struct word *w)
{
	return copy(m->release, sizeof m->release, w[1]) && w[2].n >= 16 &&
		copy(m->build_id, sizeof m->build_id, w[2]) && hex_only(m->build_id, w[2].n);
}

static bool take_file(struct manifest *m, const struct word *w)
{
	if (m->files == MANIFEST_FILES)
		return false;
	struct manifest_file *f = &m->file[m->files++];

	return copy(f->name, sizeof f->name, w[1]) &&
		!number_parse(&f->size, w[2].s, w[2].n, 0, (uint64_t)1 << 40) && w[3].n == 64 &&
		copy(f->sha256, sizeof f->sha256, w[3]) && hex_only(f->sha256, 64);
}

static bool take_package(struct manifest *m, const struct word *w)
{
	(void)w;
	m->packages++;
	return true;
}

// The kinds of lines in the order in which they stand, each with its number of words.
static const struct kind {
	const char *name;
	size_t words;
	bool (*take)(struct manifest *m, const struct word *w);
	bool repeats;
} kinds[] = {
	{ "orion-bundle", 2, take_bundle, false },
	{ "role", 2, take_role, false },
	{ "arch", 2, take_arch, false },
	{ "date", 2, take_date, false },
	{ "kernel", 3, take_kernel, false },
	{ "file", 4, take_file, true },
	{ "package", 4, take_package, true },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t split(struct word *w, size_t max, const char *s, size_t n)
{
	size_t count = 0;

	for (const char *end = s + n;; s += w[count - 1].n + 1) {
		if (count == max)
			return max + 1;
		const char *tab = memchr(s, '\t', (size_t)(end - s));

		w[count++] = (struct word){ s, (size_t)((tab ? tab : end) - s) };
		if (!tab)
			return count;
	}
}

// Takes one line; *kind is the earliest kind that may stand here.
static bool take_line(struct manifest *m, size_t *kind, const char *s, size_t n)
{
	struct word w[4];
	size_t words = split(w, 4, s, n);

	while (*kind < KINDS && kinds[*kind].repeats && !is(w[0], kinds[*kind].name))
		++*kind;
	if (*kind == KINDS || !is(w[0], kinds[*kind].name) || words != kinds[*kind].words)
		return false;
	const struct kind *k = &kinds[*kind];

	*kind += !k->repeats;
	return k->take(m, w);
}

int manifest_parse(struct manifest *m, const char *text, size_t n)
{
	const char *end = text + n, *nl;
	size_t kind = 0;
	unsigned line = 1;

	memset(m, 0, sizeof *m);
	for (const char *p = text; p < end; p = nl + 1, line++) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl || !take_line(m, &kind, p, (size_t)(nl - p)))
			return fail("E-ROOT-MANIFEST", "line %u of the manifest is not understood",
				line);
	}
	if (kind < KINDS - 2)
		return fail("E-ROOT-MANIFEST", "the manifest ends too early");
	return 0;
}

const struct manifest_file *manifest_find(const struct manifest *m, const char *name)
{
	for (unsigned i = 0; i < m->files; i++)
		if (!strcmp(m->file[i].name, name))
			return &m->file[i];
	return NULL;
}
