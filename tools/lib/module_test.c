// SPDX-License-Identifier: MIT
// Reading kernel modules: a small one made here, and the same one damaged in each way that is looked for.
#include "module.h"

#include <elf.h>
#include <stdlib.h>

#include "arena.h"
#include "error.h"
#include "test.h"

enum { NAMES, INFO, EXPORTS, STRTAB, SYMTAB, BSS, SECTIONS };

static const char names[] = "\0.shstrtab\0.modinfo\0__ksymtab_strings\0.strtab\0.symtab\0.bss";
static const char info[] = "license=GPL\0\0\0alias=pci:v1\0softdep=pre: b\0alias=fs-x\0";
static const char exports[] = "\0\0make_x\0\0drop_x\0";
static const char strtab[] = "\0printk\0make_y\0local\0";

static const Elf64_Sym symtab[] = {
	{ 0 },
	{ .st_name = 8, .st_shndx = SHN_UNDEF },
	{ .st_name = 15, .st_shndx = 1 },
	{ .st_name = 1, .st_shndx = SHN_UNDEF },
	{ .st_name = 0, .st_shndx = SHN_UNDEF },
};

struct image {
	Elf64_Ehdr h;
	Elf64_Shdr s[SECTIONS];
	char data[512];
};

static void section(struct image *m, size_t *at, int i, unsigned name, const void *data, size_t n)
{
	memcpy(m->data + *at, data, n);
	m->s[i] = (Elf64_Shdr){
		.sh_name = name,
		.sh_type = SHT_PROGBITS,
		.sh_offset = offsetof(struct image, data) + *at,
		.sh_size = n,
	};
	*at += (n + 7) / 8 * 8;
}

static struct image good(void)
{
	struct image m = {
		.h = { .e_ident = "\177ELF\2\1\1", .e_type = ET_REL, .e_shnum = SECTIONS }
	};
	size_t at = 0;

	m.h.e_shoff = offsetof(struct image, s);
	m.h.e_shentsize = sizeof(Elf64_Shdr);
	section(&m, &at, NAMES, 1, names, sizeof names);
	section(&m, &at, INFO, 11, info, sizeof info - 1);
	section(&m, &at, EXPORTS, 20, exports, sizeof exports);
	section(&m, &at, STRTAB, 38, strtab, sizeof strtab);
	section(&m, &at, SYMTAB, 46, symtab, sizeof symtab);
	m.s[BSS] = (Elf64_Shdr){
		.sh_name = 54, .sh_type = SHT_NOBITS, .sh_offset = 1 << 30, .sh_size = 1 << 30
	};
	return m;
}

static int read_image(struct arena *a, struct module *m, const struct image *i)
{
	return module_read(
		m, a, TEXT("kernel/a/x-y.ko"), (struct text){ (const char *)i, sizeof *i });
}

static void reads(struct arena *a)
{
	struct image i = good();
	struct module m;
	struct text v;

	CHECK(!read_image(a, &m, &i));
	CHECK(text_is(m.name, "x_y") && text_is(m.path, "kernel/a/x-y.ko"));
	CHECK(m.exports.count == 2 && text_is(m.exports.item[0], "make_x") &&
		text_is(m.exports.item[1], "drop_x"));
	CHECK(m.imports.count == 2 && text_is(m.imports.item[0], "make_y") &&
		text_is(m.imports.item[1], "printk"));
	CHECK(m.info.count == 4 && module_info(m.info.item[1], "alias", &v) &&
		text_is(v, "pci:v1"));
	CHECK(!module_info(m.info.item[1], "alia", &v) &&
		!module_info(m.info.item[2], "alias", &v));
	FILE *f = fopen("seed", "wb");
	CHECK(f && fwrite(&i, sizeof i, 1, f) == 1);
	fclose(f);
}

static void refused(struct arena *a, int line, const struct image *i, const char *why)
{
	struct module m;

	CHECK_AT(line, read_image(a, &m, i) == -E_DATA);
	if (!strstr(error_text(), why))
		fprintf(stderr, "%s:%d: %s\n", __FILE__, line, error_text()), test_failed = 1;
}

#define REFUSED(why, change) \
	do { \
		struct image i = good(); \
		change; \
		refused(a, __LINE__, &i, why); \
	} while (0)

static void refuses(struct arena *a)
{
	struct module m;

	REFUSED("64 bits", i.h.e_ident[EI_CLASS] = ELFCLASS32);
	REFUSED("little-endian", i.h.e_ident[EI_DATA] = ELFDATA2MSB);
	REFUSED("object file", i.h.e_type = ET_DYN);
	REFUSED("section table", i.h.e_shentsize = 40);
	REFUSED("section table", i.h.e_shstrndx = SECTIONS);
	REFUSED("section table", i.h.e_shoff = UINT64_MAX - 8);
	REFUSED("section table", i.h.e_shnum = 60000);
	REFUSED("names of sections", i.s[NAMES].sh_offset = UINT64_MAX);
	REFUSED("a section", i.s[INFO].sh_name = 5000);
	REFUSED("a section", i.s[INFO].sh_size = UINT64_MAX);
	REFUSED("information", i.s[INFO].sh_size--);
	REFUSED("exported symbols", i.s[EXPORTS].sh_size -= 3);
	REFUSED("symbol table", i.s[SYMTAB].sh_size--);
	REFUSED("name of a symbol", i.s[STRTAB].sh_size = 3);
	CHECK(module_read(&m, a, TEXT("x.ko"), TEXT("")) == -E_DATA);
	CHECK_TEXT(error_text(), "x.ko: no kernel module, or a damaged one: it is too short");
}

int main(void)
{
	struct arena a = { NULL };

	reads(&a);
	refuses(&a);
	arena_free(&a);
	return test_failed;
}
