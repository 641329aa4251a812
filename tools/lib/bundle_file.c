// SPDX-License-Identifier: MIT
// Reading bundles.
#include "bundle_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "erofs.h"
#include "error.h"
#include "file.h"
#include "progress.h"
#include "role.h"
#include "tree.h"

enum { PIECE = 128 << 10 };	// stays in a processor's cache

// Where the bytes of a bundle come from before they are looked at.
struct coming {
	bundle_bring *bring;	// NULL: they are there
	void *arg;
};

// --- the manifest

static int not_understood(struct text word)
{
	return fail(
		-E_DATA, "`%.*s` is not understood here", word.n > 40 ? 40 : (int)word.n, word.s);
}

// The lines that stand there once, in their order, with how many words they have.
static int take_once(struct bundle_file *b, struct text *rest)
{
	static const struct {
		const char *word;
		size_t fields;
	} lines[] = { { "orion-bundle", 2 }, { "role", 2 }, { "arch", 2 }, { "date", 2 },
		{ "kernel", 3 } };
	struct text line, value[sizeof lines / sizeof *lines], f[3];

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (!text_line(rest, &line) || text_fields(line, '\t', f, 3) != lines[i].fields ||
			!text_is(f[0], lines[i].word))
			return fail(-E_DATA, "it has no line `%s` in its place", lines[i].word);
		value[i] = f[1];
	}
	if (!text_is(value[0], "1"))
		return fail(-E_DATA, "it is of format %.*s: this program knows 1",
			value[0].n > 9 ? 9 : (int)value[0].n, value[0].s);
	b->role = value[1];
	b->arch = value[2];
	int rc = text_number(&b->date, value[3], 0, INT64_MAX, "date");
	return rc ? rc : role_check(b->role);
}

static int take_part(struct bundle_file *b, struct text line)
{
	struct bundle_part *p = b->part + b->parts;
	struct text f[4];

	if (b->parts == BUNDLE_PARTS)
		return fail(-E_DATA, "it has more than %d parts", BUNDLE_PARTS);
	if (text_fields(line, '\t', f, 4) != 4 || !f[1].n)
		return not_understood(line);
	p->name = f[1];
	int rc = text_number(&p->size, f[2], 0, (uint64_t)1 << 40, "size");
	if (!rc)
		rc = digest_parse(&p->digest, f[3]);
	if (!rc && b->parts && text_compare(p[-1].name, p->name) >= 0)
		rc = not_understood(line);
	b->parts++;
	return rc;
}

int bundle_parse(struct bundle_file *b, struct text t)
{
	struct text rest = t, line;
	bool packages = false;
	int rc = take_once(b, &rest);

	b->manifest = t;
	b->parts = 0;
	while (!rc && text_line(&rest, &line)) {
		packages = packages || text_starts(line, "package\t");
		if (packages ? !text_starts(line, "package\t") : !text_starts(line, "file\t"))
			rc = not_understood(line);
		else if (!packages)
			rc = take_part(b, line);
	}
	if (!rc && rest.n)
		rc = fail(-E_DATA, "its last line has no end");
	return during(rc, "the manifest");
}

// --- the file

static const struct erofs_file *find_file(
	const struct erofs_file *file, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(file[i].name, name))
			return file + i;
	return NULL;
}

static int load_manifest(struct bundle_file *b, struct arena *a, const struct erofs_file *file,
	size_t count, const struct digest *expected)
{
	const struct erofs_file *f = find_file(file, count, TEXT("manifest"));

	if (!f || f->size > BUNDLE_MANIFEST)
		return fail(-E_DATA, "it has no manifest");
	char *s = arena_array(a, 1, (size_t)f->size + 1);
	int rc = s ? file_read_at(b->fd, s, (size_t)f->size, f->at, "the manifest") : -ENOMEM;
	if (!rc)
		rc = digest_of(&b->digest, s, (size_t)f->size);
	if (!rc && expected && !digest_equal(expected, &b->digest))
		rc = fail(-E_TRUST, "the manifest has not the digest of the generation");
	return rc ? rc : bundle_parse(b, (struct text){ s, (size_t)f->size });
}

int bundle_open(struct bundle_file *b, struct arena *a, int fd, const struct digest *expected)
{
	struct erofs_file file[EROFS_FILES];
	size_t count;
	int rc;

	*b = (struct bundle_file){ .fd = fd };
	rc = erofs_list(file, &count, &b->size, a, fd);
	if (!rc)
		rc = load_manifest(b, a, file, count, expected);
	for (size_t i = 0; !rc && i < b->parts; i++) {
		const struct erofs_file *f = find_file(file, count, b->part[i].name);

		if (!f || f->size != b->part[i].size)
			rc = fail(-E_DATA, "part %.*s is missing, or of another size",
				TEXT_ARG(b->part[i].name));
		else
			b->part[i].at = f->at;
	}
	return rc;
}

const struct bundle_part *bundle_find(const struct bundle_file *b, const char *name)
{
	for (size_t i = 0; i < b->parts; i++)
		if (text_is(b->part[i].name, name))
			return b->part + i;
	return NULL;
}

static int differs(const struct bundle_part *p)
{
	return fail(-E_TRUST, "part %.*s has not the digest that the manifest gives",
		TEXT_ARG(p->name));
}

int bundle_load(const struct bundle_file *b, struct arena *a, const char *name, size_t limit,
	struct text *t)
{
	const struct bundle_part *p = bundle_find(b, name);
	struct digest d;

	if (!p)
		return fail(-E_DATA, "it has no part %s", name);
	if (p->size > limit)
		return fail(-E_DATA, "part %s has more than %zu bytes", name, limit);
	char *s = arena_array(a, 1, (size_t)p->size + 1);
	int rc = s ? file_read_at(b->fd, s, (size_t)p->size, p->at, name) : -ENOMEM;
	if (!rc)
		rc = digest_of(&d, s, (size_t)p->size);
	*t = (struct text){ s, (size_t)p->size };
	return rc ? rc : digest_equal(&d, &p->digest) ? 0 : differs(p);
}

static int come(const struct coming *from, uint64_t end)
{
	return from->bring ? from->bring(from->arg, end) : 0;
}

static int check_part(int fd, const struct bundle_part *p, const struct coming *from,
	struct digest_stream *stream, unsigned char *piece)
{
	struct digest d;

	for (uint64_t done = 0; done < p->size;) {
		size_t n = p->size - done < PIECE ? (size_t)(p->size - done) : PIECE;
		int rc = come(from, p->at + done + n);

		if (!rc)
			rc = file_read_at(fd, piece, n, p->at + done, "a part");
		if (rc)
			return rc;
		digest_add(stream, piece, n);
		progress_add(PROGRESS_CHECK, n);
		done += n;
	}
	int rc = digest_end(stream, &d);
	return rc ? rc : digest_equal(&d, &p->digest) ? 0 : differs(p);
}

static int make_tree(const struct bundle_file *b, struct arena *a, struct tree *t)
{
	int rc = tree_init(t, a);

	if (!rc)
		rc = tree_make(t, "manifest", 0644, b->manifest);
	for (size_t i = 0; !rc && i < b->parts; i++) {
		const struct bundle_part *p = b->part + i;
		const char *name = arena_text(a, p->name.s, p->name.n);

		rc = name ? tree_make_from(t, name, 0644, b->fd, p->size) : -ENOMEM;
	}
	return rc;
}

static int check_layout(const struct bundle_file *b)
{
	struct erofs_options o = { .time = b->date };
	struct arena a = { NULL };
	struct tree t;
	int rc = make_tree(b, &a, &t);

	memcpy(o.uuid, b->digest.b, EROFS_UUID);
	if (!rc)
		rc = erofs_compare(&t, b->fd, &o);
	arena_free(&a);
	return rc;
}

static int check_parts(const struct bundle_file *b, const struct bundle_part *p, size_t count,
	const struct coming *from)
{
	struct digest_stream *stream = digest_open();
	unsigned char *piece = stream ? malloc(PIECE) : NULL;
	int rc = !stream ? -ENOMEM : piece ? 0 : fail(-ENOMEM, "a bundle");

	for (size_t i = 0; !rc && i < count; i++)
		rc = check_part(b->fd, p + i, from, stream, piece);
	free(piece);
	digest_close(stream);
	return rc;
}

int bundle_check_part(const struct bundle_file *b, const struct bundle_part *p)
{
	return check_parts(b, p, 1, &(struct coming){ NULL, NULL });
}

int bundle_check(const struct bundle_file *b)
{
	progress_begin(PROGRESS_CHECK, b->size);
	int rc = check_parts(b, b->part, b->parts, &(struct coming){ NULL, NULL });
	progress_end();
	return rc ? rc : check_layout(b);
}

// The digests of the parts were those of their places.
static int check_places(const struct bundle_file *b, const struct bundle_file *of)
{
	for (size_t i = 0; i < b->parts; i++)
		if (b->part[i].at != of->part[i].at)
			return fail(-E_DATA, "part %.*s is in another place than before",
				TEXT_ARG(b->part[i].name));
	return 0;
}

int bundle_check_copy(
	const struct bundle_file *of, struct arena *a, int fd, bundle_bring *bring, void *arg)
{
	struct bundle_file copy = *of, is;

	copy.fd = fd;
	int rc = check_parts(&copy, copy.part, copy.parts, &(struct coming){ bring, arg });
	if (!rc)
		rc = bring(arg, of->size);
	if (!rc)
		rc = bundle_open(&is, a, fd, &of->digest);
	if (!rc)
		rc = check_places(&is, of);
	return rc ? rc : check_layout(&is);
}
