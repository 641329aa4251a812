// SPDX-License-Identifier: MIT
// The manifest of a package. Each line has one spelling, so what is parsed is what would be written.
#include "manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "manifest_impl.h"

struct parser {
	struct manifest *m;
	struct arena *a;
	enum manifest_kind kind;
	const struct manifest_key
		*key; // the earliest that may stand here, the nameless last among the paths
	size_t count;		// lines of that key so far
	struct text rest;	// the lines behind
	struct text value;	// of the last line, when its key repeats
};

// Goes on to a key that isn't behind: those left out must be such that may be.
static int advance(struct parser *p, const struct manifest_key *key)
{
	for (; p->key < key; p->key++, p->count = 0)
		if (!p->count && !(p->key->flags & MAY))
			return fail(-E_DATA, "there is no `%s` where it must stand", p->key->name);
	return 0;
}

static int advance_to_paths(struct parser *p)
{
	const struct manifest_key *last = p->key;

	while (last->name)
		last++;
	return advance(p, last);
}

static int take_head(
	struct parser *p, const struct manifest_key *key, const struct text *f, size_t n)
{
	if (key->flags & UNSORTED && p->kind == MANIFEST_INSTALLED)
		return fail(-E_DATA, "an installed package has no `%s`", key->name);
	if (key < p->key)
		return fail(-E_DATA, "`%s` stands at the wrong place", key->name);
	int rc = advance(p, key);
	if (rc)
		return rc;
	if (p->count && !(key->flags & REPEATS))
		return fail(-E_DATA, "`%s` stands there twice", key->name);
	if (p->count == MANIFEST_LINES && !(key->flags & UNSORTED))
		return fail(
			-E_DATA, "there are more than %d lines `%s`", MANIFEST_LINES, key->name);
	if (p->count && n > 1 && !(key->flags & UNSORTED) && text_compare(p->value, f[1]) >= 0)
		return fail(-E_DATA, "`%s` does not follow its predecessor in order", key->name);
	p->count++;
	p->value = n > 1 ? f[1] : TEXT("");
	return manifest_take_fields(p->m, p->a, key, f, n);
}

// Room for all paths, at the first: as many as there are lines from it on, and no more than fit into so many bytes.
static int make_room(struct parser *p, struct text line)
{
	enum { SHORTEST = sizeof "l\t0\t0\tp\tt" };
	size_t lines = 1, fit = (line.n + 1 + p->rest.n) / SHORTEST;

	for (struct text rest = p->rest, next; text_line(&rest, &next);)
		lines++;
	if (lines > fit)
		lines = fit;
	if (lines > MANIFEST_ENTRIES)
		lines = MANIFEST_ENTRIES;
	p->m->entry = ARENA_ARRAY(p->a, struct entry, lines);
	return p->m->entry ? 0 : -ENOMEM;
}

static int take_path(struct parser *p, struct text line, const struct text *f, size_t n)
{
	int rc = advance_to_paths(p);

	if (!rc && !p->m->entry)
		rc = make_room(p, line);
	return rc ? rc : manifest_take_entry(p->m, f, n);
}

static int take_line(struct parser *p, struct text line)
{
	struct text f[MANIFEST_FIELDS];
	size_t n = text_fields(line, '\t', f, MANIFEST_FIELDS);

	if (manifest_is_entry(f))
		return take_path(p, line, f, n);
	const struct manifest_key *key = manifest_key_find(f[0]);

	return key ? take_head(p, key, f, n) : manifest_take_fields(p->m, p->a, NULL, f, n);
}

static bool listed(const struct texts *list, struct text path)
{
	for (size_t low = 0, high = list->count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(path, list->item[middle]);

		if (!order)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

// What is declared must be there, and what is there must be declared.
static int check_declared(const struct manifest *m, const struct texts *list,
	bool (*is)(const struct entry *e), const char *what)
{
	size_t count = 0;

	for (size_t i = 0; i < m->entries; i++) {
		if (!is(&m->entry[i]))
			continue;
		count++;
		if (!listed(list, m->entry[i].path))
			return fail(-E_DATA, "`%.*s` is not declared as `%s`",
				TEXT_ARG(m->entry[i].path), what);
	}
	return count == list->count ? 0 : fail(-E_DATA, "what is declared as `%s` is not", what);
}

static int check_capabilities(const struct manifest *m)
{
	for (size_t i = 0; i < m->capabilities; i++) {
		const struct entry *e = manifest_find(m, m->capability[i].path);

		if (!e || e->type != 'f')
			return fail(-E_DATA, "`%.*s` has capabilities and is no file",
				TEXT_ARG(m->capability[i].path));
	}
	return 0;
}

// What a package offers it has, and under another name.
static int check_alternatives(const struct manifest *m)
{
	for (const struct alternative *t = m->alternative; t < m->alternative + m->alternatives;
		t++) {
		if (manifest_find(m, t->link))
			return fail(-E_DATA, "`%.*s` is an alternative and a path of the package",
				TEXT_ARG(t->link));
		if (!manifest_find(m, t->target))
			return fail(-E_DATA,
				"the alternative `%.*s` leads to `%.*s`, which the "
				"package hasn't",
				TEXT_ARG(t->link), TEXT_ARG(t->target));
	}
	return 0;
}

static int check_frames(const struct manifest *m, enum manifest_kind kind)
{
	uint64_t size = 0;

	if (kind == MANIFEST_INSTALLED)
		return 0;
	for (size_t i = 0; i < m->frames; i++)
		size += m->frame[i].size;
	return size == m->size
		? 0
		: fail(-E_DATA, "the frames have %" PRIu64 " bytes, the files %" PRIu64, size,
			  m->size);
}

static int check_whole(const struct manifest *m, enum manifest_kind kind)
{
	int rc = check_declared(m, &m->setuid, entry_has_setuid, "setuid");

	if (!rc)
		rc = check_declared(m, &m->devices, entry_is_device, "device");
	if (!rc)
		rc = check_capabilities(m);
	if (!rc)
		rc = check_alternatives(m);
	return rc ? rc : check_frames(m, kind);
}

int manifest_parse(struct manifest *m, struct arena *a, struct text t, enum manifest_kind kind)
{
	struct parser p = { .m = m, .a = a, .kind = kind, .key = manifest_keys, .rest = t };
	struct text line;
	unsigned number = 0;
	int rc = 0;

	memset(m, 0, sizeof *m);
	if (t.n > MANIFEST_LENGTH)
		return fail(-E_DATA, "a manifest has at most %d bytes", MANIFEST_LENGTH);
	while (!rc && text_line(&p.rest, &line)) {
		number++;
		rc = take_line(&p, line);
	}
	if (!rc && p.rest.n)
		rc = fail(-E_DATA, "its last line does not end");
	if (rc)
		return during(rc, "line %u of the manifest", number);
	rc = advance_to_paths(&p);
	if (!rc)
		rc = check_whole(m, kind);
	return during(rc, "manifest");
}

const struct capability *manifest_capability(const struct manifest *m, struct text path)
{
	for (size_t i = 0; i < m->capabilities; i++)
		if (text_equal(m->capability[i].path, path))
			return &m->capability[i];
	return NULL;
}
