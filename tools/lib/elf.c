// SPDX-License-Identifier: MIT
// What an ELF file needs and provides, from its program headers: sections may be stripped.
#include "elf.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"

enum { SEGMENTS = 256 };

struct image {
	const unsigned char *data;
	size_t n;
	Elf64_Ehdr header;
	size_t segments;
};

static int bad(const char *why)
{
	return fail(-E_DATA, "damaged ELF file: %s", why);
}

// Copies what may be unaligned; false when it isn't all there.
static bool get(const struct image *i, void *to, uint64_t at, size_t n)
{
	if (at > i->n || n > i->n - at)
		return false;
	memcpy(to, i->data + at, n);
	return true;
}

static bool segment(const struct image *i, size_t k, Elf64_Phdr *p)
{
	return get(i, p, i->header.e_phoff + k * sizeof *p, sizeof *p);
}

// Where in the file an address is: its offset, or past the end.
static uint64_t offset(const struct image *i, uint64_t address)
{
	Elf64_Phdr p;

	for (size_t k = 0; k < i->segments && segment(i, k, &p); k++)
		if (p.p_type == PT_LOAD && address >= p.p_vaddr && address - p.p_vaddr < p.p_filesz)
			return p.p_offset + (address - p.p_vaddr);
	return UINT64_MAX;
}

static int string(const struct image *i, uint64_t at, struct text *t)
{
	const unsigned char *end = at < i->n ? memchr(i->data + at, 0, i->n - at) : NULL;

	if (!end)
		return bad("a name is outside of it");
	*t = (struct text){ (const char *)i->data + at, (size_t)(end - i->data) - at };
	return 0;
}

// A DT_ entry's name: an offset in the string table.
static int name(const struct image *i, uint64_t table, uint64_t at, struct text *t)
{
	uint64_t sum;

	return __builtin_add_overflow(table, at, &sum) ? bad("a name is outside of it")
						       : string(i, sum, t);
}

static int add_needed(struct elf *e, struct arena *a, struct text t)
{
	struct text *all = arena_more(a, e->needed.item, e->needed.count, sizeof *all);

	if (!all)
		return -ENOMEM;
	e->needed.item = all;
	all[e->needed.count++] = t;
	return 0;
}

static int dynamic(struct elf *e, struct arena *a, const struct image *i, const Elf64_Phdr *p)
{
	uint64_t table = UINT64_MAX;
	size_t count = p->p_filesz / sizeof(Elf64_Dyn);
	Elf64_Dyn d;
	int rc = 0;

	e->dynamic = true;
	for (size_t k = 0; k < count; k++) {
		if (!get(i, &d, p->p_offset + k * sizeof d, sizeof d))
			return bad("its dynamic section is outside of it");
		if (d.d_tag == DT_STRTAB)
			table = offset(i, d.d_un.d_ptr);
		if (d.d_tag == DT_NULL)
			break;
	}
	for (size_t k = 0; !rc && k < count && get(i, &d, p->p_offset + k * sizeof d, sizeof d) &&
		d.d_tag != DT_NULL;
		k++) {
		struct text t;

		if (d.d_tag != DT_NEEDED && d.d_tag != DT_SONAME)
			continue;
		rc = name(i, table, d.d_un.d_val, &t);
		if (!rc && d.d_tag == DT_SONAME)
			e->soname = t;
		else if (!rc)
			rc = add_needed(e, a, t);
	}
	return rc;
}

unsigned elf_machine(const void *data, size_t n)
{
	struct image i = { .data = data, .n = n };

	if (n < SELFMAG || memcmp(data, ELFMAG, SELFMAG) || !get(&i, &i.header, 0, sizeof i.header))
		return 0;
	return i.header.e_ident[EI_CLASS] == ELFCLASS64 && i.header.e_ident[EI_DATA] == ELFDATA2LSB
		? i.header.e_machine
		: 0;
}

int elf_read(struct elf *e, struct arena *a, const void *data, size_t n)
{
	struct image i = { .data = data, .n = n };
	Elf64_Phdr p;

	memset(e, 0, sizeof *e);
	if (!elf_machine(data, n))
		return bad("it is none of 64 bits, little-endian");
	get(&i, &i.header, 0, sizeof i.header);
	i.segments = i.header.e_phnum;
	if (i.segments > SEGMENTS || (i.segments && i.header.e_phentsize != sizeof p))
		return bad("its program headers are of another size");
	int rc = 0;

	for (size_t k = 0; !rc && k < i.segments; k++) {
		if (!segment(&i, k, &p))
			return bad("its program headers are outside of it");
		if (p.p_type == PT_INTERP)
			rc = string(&i, p.p_offset, &e->interpreter);
		if (p.p_type == PT_DYNAMIC && !e->dynamic)
			rc = dynamic(e, a, &i, &p);
	}
	return rc;
}
