// SPDX-License-Identifier: MIT
// A package for dpkg, deb(5): an ar archive of debian-binary, control.tar, data.tar.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "convert.h"
#include "error.h"
#include "file.h"
#include "manifest.h"
#include "opk.h"
#include "relation.h"
#include "tar.h"
#include "version.h"

enum { AR_HEADER = 60 };

#define AR_MAGIC "!<arch>\n"

// --- names, versions, relations

// Debian has [a-z0-9+.-]; so:libX11.so.6 is so-libx11.so.6. What two names become is one in a rare case, and then dpkg sees one.
static void put_name(struct buffer *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (c == '_' || c == ':')
			c = '-';
		buffer_add(b, &c, 1);
	}
}

// _alpha, _beta, _pre and _rc come before the version without them, as what is behind ~ does in Debian's order; _p and others behind it.
static void put_version(struct buffer *b, struct text v)
{
	static const char *const before[] = { "_alpha", "_beta", "_pre", "_rc" };

	for (size_t i = 0; i < v.n; i++) {
		const struct text rest = { v.s + i, v.n - i };
		bool early = false;

		for (size_t k = 0; k < sizeof before / sizeof *before; k++)
			early |= text_starts(rest, before[k]);
		buffer_add(b, v.s[i] != '_' ? v.s + i : early ? "~" : "+", 1);
	}
}

static void put_bound(
	struct buffer *b, const struct relation *r, const char *op, const char *behind)
{
	put_name(b, r->name);
	buffer_printf(b, " (%s ", op);
	put_version(b, r->version);
	buffer_printf(b, "%s)", behind);
}

// A version without revision covers all of them: they are below -s, as a revision is rN.
static void put_relation(struct buffer *b, const struct relation *r, bool alone)
{
	bool all = r->op != RELATION_ANY && !version_has_revision(r->version);

	switch (r->op) {
	case RELATION_ANY: put_name(b, r->name); break;
	case RELATION_LT: put_bound(b, r, "<<", ""); break;
	case RELATION_LE: put_bound(b, r, all ? "<<" : "<=", all ? "-s" : ""); break;
	case RELATION_EQ:
		put_bound(b, r, all ? ">=" : "=", "");
		if (all && alone) {
			buffer_printf(b, ", ");
			put_bound(b, r, "<<", "-s");
		}
		break;
	case RELATION_GE: put_bound(b, r, ">=", ""); break;
	case RELATION_GT: put_bound(b, r, all ? ">=" : ">>", all ? "-s" : ""); break;
	}
}

// What is provided has exactly its version.
static void put_provides(struct buffer *b, const struct texts *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct text rest = t->item[i];
		struct relation r = { .op = RELATION_ANY };

		buffer_printf(b, "%s", i ? ", " : "Provides: ");
		if (relation_next(&rest, &r) && r.op != RELATION_ANY)
			put_bound(b, &r, "=", "");
		else
			put_name(b, r.name);
	}
	if (t->count)
		buffer_printf(b, "\n");
}

static void put_relations(struct buffer *b, const char *field, const struct texts *t)
{
	for (size_t i = 0; i < t->count; i++) {
		bool alone = !memchr(t->item[i].s, '|', t->item[i].n);
		struct text rest = t->item[i];
		struct relation r;

		buffer_printf(b, "%s%s", i ? "," : field, i ? " " : ": ");
		for (bool first = true; relation_next(&rest, &r); first = false) {
			buffer_printf(b, "%s", first ? "" : " | ");
			put_relation(b, &r, alone);
		}
	}
	if (t->count)
		buffer_printf(b, "\n");
}

// --- control

static const char *architecture(struct text arch)
{
	return text_is(arch, "x86_64") ? "amd64"
		: text_is(arch, "aarch64") ? "arm64"
		: text_is(arch, "riscv64") ? "riscv64"
					   : "all";
}

int convert_control(const struct manifest *m, struct buffer *b)
{
	if (m->name.n < 2)
		return fail(-E_DATA, "Debian has no names of one letter");
	buffer_printf(b, "Package: ");
	put_name(b, m->name);
	buffer_printf(b, "\nVersion: ");
	put_version(b, m->version);
	buffer_printf(b,
		"\nArchitecture: %s\nMaintainer: recipe %.*s\nInstalled-Size: %" PRIu64 "\n",
		architecture(m->arch), TEXT_ARG(m->origin), (m->size + 1023) / 1024);
	put_relations(b, "Depends", &m->needs);
	put_provides(b, &m->provides);
	put_relations(b, "Conflicts", &m->conflicts);
	put_relations(b, "Replaces", &m->replaces);
	if (m->url.n)
		buffer_printf(b, "Homepage: %.*s\n", TEXT_ARG(m->url));
	buffer_printf(b, "License: %.*s\nDescription: %.*s\n", TEXT_ARG(m->license),
		TEXT_ARG(m->summary));
	return buffer_error(b);
}

static void put_conffiles(const struct manifest *m, struct buffer *b)
{
	for (size_t i = 0; i < m->entries; i++)
		if (entry_is_config(&m->entry[i]))
			buffer_printf(b, "/%.*s\n", TEXT_ARG(m->entry[i].path));
}

// --- the archive

// Writes the header of a member of n bytes to its place. deb(5): names without a slash, owner 0, mode 100644.
static int put_header(int fd, uint64_t at, const char *name, uint64_t date, uint64_t n)
{
	char h[AR_HEADER + 1];

	if (n > 9999999999)
		return fail(-EFBIG, "%s", name);
	snprintf(h, sizeof h, "%-16s%-12" PRIu64 "%-6d%-6d%-8s%-10" PRIu64 "`\n", name, date, 0, 0,
		"100644", n);
	if (lseek(fd, (off_t)at, SEEK_SET) < 0)
		return fail(-errno, "seek");
	return file_write(fd, h, AR_HEADER, name);
}

// A member that is a text, small.
static void add_text(struct tar *t, const char *path, uint64_t date, struct text content)
{
	const struct tar_entry e = {
		.type = 'f', .mode = 0644, .size = content.n, .time = date, .path = text_of(path)
	};

	tar_entry(t, &e);
	tar_data(t, content.s, content.n);
}

static int add_control(struct opk *o, struct tar *t)
{
	const struct manifest *m = &o->manifest;
	const struct tar_entry top = {
		.type = 'd', .mode = 0755, .time = m->date, .path = TEXT("./")
	};
	struct buffer control = { 0 }, conffiles = { 0 };
	int rc = convert_control(m, &control);

	put_conffiles(m, &conffiles);
	if (!rc)
		rc = buffer_error(&conffiles);
	if (!rc) {
		tar_entry(t, &top);
		add_text(t, "./control", m->date, buffer_view(&control));
		if (conffiles.n)
			add_text(t, "./conffiles", m->date, buffer_view(&conffiles));
	}
	buffer_free(&control);
	buffer_free(&conffiles);
	return rc;
}

static int add_data(struct opk *o, struct tar *t)
{
	return convert_tar(o, t, true);
}

// Writes a member that is a tar archive to *at, which is behind it then: its header last, when the size is known. Archives are whole
// blocks, so none of them has an odd length.
static int put_tar(struct opk *o, int fd, uint64_t *at, const char *name,
	int (*fill)(struct opk *, struct tar *))
{
	struct tar *t = malloc(sizeof *t);
	int rc = t ? 0 : fail(-ENOMEM, "%s", name);

	if (!rc && lseek(fd, (off_t)*at + AR_HEADER, SEEK_SET) < 0)
		rc = fail(-errno, "seek");
	if (!rc) {
		tar_begin(t, fd);
		rc = fill(o, t);
	}
	if (!rc)
		rc = tar_end(t);
	if (!rc)
		rc = put_header(fd, *at, name, o->manifest.date, t->size);
	*at += rc ? 0 : AR_HEADER + t->size;
	free(t);
	return rc;
}

int convert_deb(struct opk *o, int fd)
{
	static const char version[] = "2.0\n";
	uint64_t at = sizeof AR_MAGIC - 1;
	int rc = file_write(fd, AR_MAGIC, at, "the archive");

	if (!rc)
		rc = put_header(fd, at, "debian-binary", o->manifest.date, sizeof version - 1);
	if (!rc)
		rc = file_write(fd, version, sizeof version - 1, "the archive");
	at += AR_HEADER + sizeof version - 1;
	if (!rc)
		rc = put_tar(o, fd, &at, "control.tar", add_control);
	return rc ? rc : put_tar(o, fd, &at, "data.tar", add_data);
}
