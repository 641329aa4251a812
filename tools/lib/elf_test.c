// SPDX-License-Identifier: MIT
// ELF files: this program and its C library, and damaged copies of it.
#include "elf.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "test.h"

static unsigned char *self;
static size_t size;

static void load(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	struct stat st;

	fstat(fd, &st);
	size = (size_t)st.st_size;
	self = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	close(fd);
}

static bool needs(const struct elf *e, const char *name)
{
	for (size_t i = 0; i < e->needed.count; i++)
		if (text_is(e->needed.item[i], name))
			return true;
	return false;
}

static void this_program(struct arena *a)
{
	struct elf e;

	CHECK(elf_machine(self, size) == ((Elf64_Ehdr *)(void *)self)->e_machine);
	CHECK(!elf_read(&e, a, self, size));
	CHECK(e.dynamic && !e.soname.n && needs(&e, "libc.so.6") &&
		text_starts(e.interpreter, "/lib"));
}

static void others(struct arena *a)
{
	struct elf e;
	unsigned char copy[sizeof(Elf64_Ehdr)];

	CHECK(!elf_machine("#!/bin/sh\n", 10) && !elf_machine("", 0) && !elf_machine("\177ELF", 4));
	CHECK(elf_read(&e, a, "\177ELF", 4) == -E_DATA);
	memcpy(copy, self, sizeof copy);
	CHECK(elf_read(&e, a, copy, sizeof copy) == -E_DATA &&
		strstr(error_text(), "program headers"));
	copy[EI_CLASS] = ELFCLASS32;
	CHECK(!elf_machine(copy, sizeof copy));
	copy[EI_CLASS] = ELFCLASS64;
	copy[EI_DATA] = ELFDATA2MSB;
	CHECK(!elf_machine(copy, sizeof copy));
}

// Whatever stands in the headers and the dynamic section: an answer, and no access outside (ASan sees it).
static void damaged(void)
{
	Elf64_Ehdr *h = (void *)self;
	Elf64_Phdr *p = (void *)(self + h->e_phoff);
	struct arena a = { NULL };
	struct elf e;

	srand(1);
	for (int i = 0; i < 20000; i++) {
		const Elf64_Phdr *d = p;
		unsigned char *at = self + (size_t)rand() % (sizeof *h + h->e_phnum * sizeof *p),
			      old;

		while (d->p_type != PT_DYNAMIC)
			d++;
		if (i % 2)
			at = self + d->p_offset + (size_t)rand() % d->p_filesz;
		old = *at;
		*at ^= (unsigned char)(1 << rand() % 8);
		elf_read(&e, &a, self, size);
		*at = old;
		arena_free(&a);
	}
	CHECK(!elf_read(&e, &a, self, size));
	for (size_t n = 0; n < size; n += n < 4096 ? 1 : 4099)
		elf_read(&e, &a, self, n);
	arena_free(&a);
}

int main(void)
{
	struct arena a = { NULL };

	load();
	this_program(&a);
	others(&a);
	damaged();
	arena_free(&a);
	munmap(self, size);
	return test_failed;
}
