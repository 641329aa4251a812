// SPDX-License-Identifier: MIT
// The list of installed packages.
#include "installed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch.h"
#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "relation.h"
#include "target.h"
#include "version.h"

#define FIRST_LINE "orion-installed\t1"

// package NAME VERSION DIGEST LENGTH
static int parse_line(struct installed_package *p, struct text line, struct text *rest)
{
	struct text field[5];
	uint64_t length;

	if (text_fields(line, '\t', field, 5) != 5 || !text_is(field[0], "package"))
		return fail(-E_DATA, "`%.*s` is no line of a package",
			line.n > 60 ? 60 : (int)line.n, line.s);
	p->name = field[1];
	p->version = field[2];
	int rc = name_check(p->name);
	if (!rc)
		rc = version_check_package(p->version);
	if (!rc)
		rc = digest_parse(&p->digest, field[3]);
	if (!rc)
		rc = text_number(&length, field[4], 1, MANIFEST_LENGTH, "length");
	if (!rc && length > rest->n)
		rc = fail(-E_DATA, "it ends early");
	if (rc)
		return during(rc, "package %.*s", TEXT_ARG(p->name));
	p->text = (struct text){ rest->s, (size_t)length };
	rest->s += length;
	rest->n -= (size_t)length;
	return 0;
}

static int parse_next(struct installed *in, struct arena *a, struct text *rest)
{
	struct text line;

	if (!text_line(rest, &line))
		return fail(-E_DATA, "the last line has no end");
	if (in->count == INSTALLED_PACKAGES)
		return fail(-E_DATA, "more than %d packages", INSTALLED_PACKAGES);
	in->package = arena_more(a, in->package, in->count, sizeof *in->package);
	if (!in->package)
		return -ENOMEM;
	struct installed_package *p = in->package + in->count;

	*p = (struct installed_package){ 0 };
	int rc = parse_line(p, line, rest);
	if (!rc && in->count && text_compare(p[-1].name, p->name) >= 0)
		rc = fail(-E_DATA, "package %.*s isn't in its place", TEXT_ARG(p->name));
	in->count++;
	return rc;
}

int installed_parse(struct installed *in, struct arena *a, struct text t)
{
	struct text rest = t, line;
	int rc = 0;

	*in = (struct installed){ .text = t };
	if (!t.n)
		return 0;
	if (!text_line(&rest, &line) || !text_is(line, FIRST_LINE))
		return fail(-E_DATA, "no list of installed packages in format 1");
	while (!rc && rest.n)
		rc = parse_next(in, a, &rest);
	return rc;
}

// The list is replaced, never written to: what is mapped stays as it is.
static int map(struct text *t, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(-errno, "stat");
	if (!S_ISREG(st.st_mode) || st.st_size > INSTALLED_LENGTH)
		return fail(-E_DATA, "it is no regular file, or has more than %d bytes",
			INSTALLED_LENGTH);
	if (!st.st_size)
		return 0;
	void *s = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (s == MAP_FAILED)
		return fail(-errno, "mmap");
	*t = (struct text){ s, (size_t)st.st_size };
	return 0;
}

int installed_load(struct installed *in, struct arena *a, const struct target *t)
{
	struct text text = { 0 };

	*in = (struct installed){ 0 };
	if (t->state < 0)
		return 0;
	int fd = file_open_regular(t->state, "installed");
	if (fd == -ENOENT) {
		error_clear();
		return 0;
	}
	int rc = fd < 0 ? fd : map(&text, fd);
	if (fd >= 0)
		close(fd);
	if (!rc)
		rc = installed_parse(in, a, text);
	in->text = text;
	if (rc)
		installed_unload(in);
	return during(rc, "%s/" TARGET_STATE "/installed", t->path);
}

void installed_unload(struct installed *in)
{
	if (in->text.n)
		munmap((void *)(uintptr_t)in->text.s, in->text.n);
	*in = (struct installed){ 0 };
}

int installed_manifest(struct installed_package *p, struct arena *a)
{
	if (p->manifest)
		return 0;
	struct manifest *m = ARENA_NEW(a, struct manifest);
	int rc = m ? manifest_parse(m, a, p->text, MANIFEST_INSTALLED) : -ENOMEM;

	if (!rc && (!text_equal(m->name, p->name) || !text_equal(m->version, p->version)))
		rc = fail(-E_DATA, "the manifest is of %.*s %.*s", TEXT_ARG(m->name),
			TEXT_ARG(m->version));
	if (!rc)
		p->manifest = m;
	return during(rc, "installed package %.*s", TEXT_ARG(p->name));
}

int installed_manifests(struct installed *in, struct arena *a)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < in->count; i++)
		rc = installed_manifest(in->package + i, a);
	return rc;
}

static int by_name(const void *name, const void *package)
{
	return text_compare(
		*(const struct text *)name, ((const struct installed_package *)package)->name);
}

struct text installed_arch(const struct installed *in)
{
	for (size_t i = 0; i < in->count; i++)
		if (!text_is(in->package[i].manifest->arch, ARCH_ALL))
			return in->package[i].manifest->arch;
	return TEXT("");
}

struct installed_package *installed_find(const struct installed *in, struct text name)
{
	return in->count ? bsearch(&name, in->package, in->count, sizeof *in->package, by_name)
		: NULL;
}

// True for a path that stands where the line of an entry has it.
static bool is_entry(struct text manifest, const char *path, size_t n)
{
	const char *line = path;
	size_t fields = 0;

	while (line > manifest.s && line[-1] != '\n')
		fields += *--line == '\t';
	if (line[1] != '\t' || path + n == manifest.s + manifest.n)
		return false;
	switch (*line) {
	case 'd': return fields == 4 && path[n] == '\n';
	case 'l': return fields == 3 && path[n] == '\t';
	case 'f':
	case 'c':
	case 'b': return fields == 6 && path[n] == '\n';
	default: return false;
	}
}

static bool has(struct text manifest, struct text path)
{
	const char *end = manifest.s + manifest.n, *at = manifest.s;

	while (path.n && (at = memmem(at, (size_t)(end - at), path.s, path.n))) {
		if (at > manifest.s && at[-1] == '\t' && is_entry(manifest, at, path.n))
			return true;
		at++;
	}
	return false;
}

const struct installed_package *installed_owner(
	const struct installed *in, struct text path, const struct installed_package *after)
{
	for (size_t i = after ? (size_t)(after - in->package) + 1 : 0; i < in->count; i++)
		if (has(in->package[i].text, path))
			return in->package + i;
	return NULL;
}

void installed_write_first(struct buffer *b)
{
	buffer_text(b, TEXT(FIRST_LINE "\n"));
}

// The reader skips from line to line by the length.
void installed_write(struct buffer *b, const struct installed_package *p)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&p->digest, hex);
	buffer_printf(b, "package\t%.*s\t%.*s\t%s\t%zu\n", TEXT_ARG(p->name), TEXT_ARG(p->version),
		hex, p->text.n);
	buffer_text(b, p->text);
}

void installed_write_new(struct buffer *b, const struct manifest *m, const struct digest *digest)
{
	struct buffer text = { 0 };

	manifest_write(m, &text, MANIFEST_INSTALLED);
	installed_write(b,
		&(struct installed_package){ .name = m->name,
			.version = m->version,
			.digest = *digest,
			.text = buffer_view(&text) });
	if (!b->error)
		b->error = text.error;
	buffer_free(&text);
}
