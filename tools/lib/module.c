// SPDX-License-Identifier: MIT
// Reading kernel modules: sections, symbols, strings. Everything is hostile: each read is checked.
#include "module.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "path.h"

// Sections of interest.
struct sections {
	struct text all;	// the file
	struct text strings, info, symtab, strtab;
};

static int damaged(const char *what)
{
	return fail(-E_DATA, "no kernel module, or a damaged one: %s", what);
}

// Copies n bytes from there; false when the file ends before.
static bool get(struct text all, uint64_t at, void *to, size_t n)
{
	if (at > all.n || n > all.n - at)
		return false;
	memcpy(to, all.s + at, n);
	return true;
}

static bool part(struct text all, uint64_t at, uint64_t n, struct text *t)
{
	if (at > all.n || n > all.n - at)
		return false;
	*t = (struct text){ all.s + at, (size_t)n };
	return true;
}

// The text that ends in a 0 at that place; false when it doesn't end.
static bool string_at(struct text all, uint64_t at, struct text *t)
{
	const char *end = at < all.n ? memchr(all.s + at, 0, all.n - at) : NULL;

	if (!end)
		return false;
	*t = (struct text){ all.s + at, (size_t)(end - all.s) - (size_t)at };
	return true;
}

static int check_header(const Elf64_Ehdr *h)
{
	static const unsigned char ident[] = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB };

	if (memcmp(h->e_ident, ident, sizeof ident))
		return damaged("it is no ELF file of 64 bits, little-endian");
	if (h->e_type != ET_REL)
		return damaged("it is no object file");
	if (h->e_shentsize != sizeof(Elf64_Shdr) || h->e_shstrndx >= h->e_shnum)
		return damaged("its section table");
	return 0;
}

static int find_sections(struct sections *s)
{
	Elf64_Ehdr h;
	Elf64_Shdr names, sh;
	struct text all = s->all, table, name, content;

	if (!get(all, 0, &h, sizeof h))
		return damaged("it is too short");
	int rc = check_header(&h);
	if (rc)
		return rc;
	if (!part(all, h.e_shoff, (uint64_t)h.e_shnum * sizeof sh, &table))
		return damaged("its section table");
	get(table, h.e_shstrndx * sizeof sh, &names, sizeof names);
	if (!part(all, names.sh_offset, names.sh_size, &content))
		return damaged("its names of sections");
	struct text known = content;
	for (unsigned i = 0; i < h.e_shnum; i++) {
		get(table, i * sizeof sh, &sh, sizeof sh);
		if (sh.sh_type == SHT_NOBITS || sh.sh_type == SHT_NULL)
			continue;
		if (!string_at(known, sh.sh_name, &name) ||
			!part(all, sh.sh_offset, sh.sh_size, &content))
			return damaged("a section is not in it");
		if (text_is(name, "__ksymtab_strings"))
			s->strings = content;
		else if (text_is(name, ".modinfo"))
			s->info = content;
		else if (text_is(name, ".symtab"))
			s->symtab = content;
		else if (text_is(name, ".strtab"))
			s->strtab = content;
	}
	return 0;
}

static int append(struct texts *list, struct arena *a, struct text t)
{
	struct text *item = arena_more(a, list->item, list->count, sizeof *item);
	char *copy = item ? arena_text(a, t.s, t.n) : NULL;

	if (!copy)
		return -ENOMEM;
	list->item = item;
	item[list->count++] = (struct text){ copy, t.n };
	return 0;
}

// Strings that end in a 0, any number of 0s between them.
static int append_strings(
	struct texts *list, struct arena *a, struct text section, const char *what)
{
	struct text t;

	for (size_t at = 0; at < section.n; at += t.n + 1) {
		if (!string_at(section, at, &t))
			return damaged(what);
		int rc = t.n ? append(list, a, t) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

// The first symbol is none.
static int append_imports(struct texts *list, struct arena *a, const struct sections *s)
{
	Elf64_Sym sym;
	struct text name;

	if (s->symtab.n % sizeof sym)
		return damaged("its symbol table");
	for (size_t at = sizeof sym; at < s->symtab.n; at += sizeof sym) {
		get(s->symtab, at, &sym, sizeof sym);
		if (sym.st_shndx != SHN_UNDEF)
			continue;
		if (!string_at(s->strtab, sym.st_name, &name))
			return damaged("the name of a symbol");
		int rc = name.n ? append(list, a, name) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

int module_name(struct text *name, struct arena *a, struct text path)
{
	struct text file = path_name(path);
	const char *dot = memchr(file.s, '.', file.n);
	char *copy = arena_text(a, file.s, dot ? (size_t)(dot - file.s) : file.n);

	if (!copy)
		return -ENOMEM;
	*name = text_of(copy);
	for (; *copy; copy++)
		if (*copy == '-')
			*copy = '_';
	return 0;
}

bool module_info(struct text info, const char *key, struct text *value)
{
	size_t n = strlen(key);

	if (info.n <= n || memcmp(info.s, key, n) || info.s[n] != '=')
		return false;
	*value = (struct text){ info.s + n + 1, info.n - n - 1 };
	return true;
}

int module_read(struct module *m, struct arena *a, struct text path, struct text content)
{
	struct sections s = { .all = content };
	int rc = find_sections(&s);

	*m = (struct module){ .path = path };
	if (!rc)
		rc = module_name(&m->name, a, path);
	if (!rc)
		rc = append_strings(&m->exports, a, s.strings, "its names of exported symbols");
	if (!rc)
		rc = append_strings(&m->info, a, s.info, "its information");
	if (!rc)
		rc = append_imports(&m->imports, a, &s);
	return during(rc, "%.*s", TEXT_ARG(path));
}
