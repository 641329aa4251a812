// SPDX-License-Identifier: MIT
// Libraries: each shared library in usr/lib or lib provides so:SONAME; what programs and libraries name is needed,
// unless the package has it itself.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arch.h"
#include "arena.h"
#include "elf.h"
#include "error.h"
#include "file.h"
#include "pack_impl.h"
#include "path.h"

static int add(struct texts *list, struct arena *a, struct text soname)
{
	struct text *all = arena_more(a, list->item, list->count, sizeof *all);
	const char *s = all ? arena_printf(a, "so:%.*s", TEXT_ARG(soname)) : NULL;

	if (!s)
		return -ENOMEM;
	list->item = all;
	all[list->count++] = text_of(s);
	return 0;
}

// Where the loader looks without being told.
static bool in_library_dir(struct text path)
{
	struct text dir = path_parent(path);

	return text_is(dir, "usr/lib") || text_is(dir, "lib");
}

static bool is_library_name(struct text name)
{
	for (size_t i = 0; i + 3 <= name.n; i++)
		if (!memcmp(name.s + i, ".so", 3) && (i + 3 == name.n || name.s[i + 3] == '.'))
			return true;
	return false;
}

static int take(struct manifest *m, struct arena *a, const struct entry *e, const struct elf *elf,
	struct texts *needed)
{
	struct text name = elf->soname.n ? elf->soname : path_name(e->path);
	int rc = 0;

	if (elf->dynamic && in_library_dir(e->path) && is_library_name(name))
		rc = add(&m->provides, a, name);
	for (size_t i = 0; !rc && i < elf->needed.count; i++)
		rc = add(needed, a, elf->needed.item[i]);
	return rc;
}

static int look(
	struct manifest *m, struct arena *a, int dir, const struct entry *e, struct texts *needed)
{
	char *path = arena_text(a, e->path.s, e->path.n);
	int fd = path ? file_open(dir, path, O_RDONLY, 0) : -ENOMEM, rc = 0;
	struct elf elf;

	if (fd < 0)
		return fd;
	void *data = mmap(NULL, e->size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data == MAP_FAILED)
		return fail(-errno, "read %s", path);
	if (elf_machine(data, e->size) == arch_machine(m->arch)) {
		rc = elf_read(&elf, a, data, e->size);
		rc = rc ? during(rc, "%s", path) : take(m, a, e, &elf, needed);
	}
	munmap(data, e->size);
	return rc;
}

static bool is_foreign(const struct texts *foreign, struct text path)
{
	for (size_t i = 0; i < foreign->count; i++) {
		struct text f = foreign->item[i];

		if (path.n >= f.n && !memcmp(path.s, f.s, f.n) &&
			(path.n == f.n || path.s[f.n] == '/'))
			return true;
	}
	return false;
}

// `so:x` is provided by `so:x` and by `so:x=1`.
static bool provides(const struct manifest *m, struct text name)
{
	for (size_t i = 0; i < m->provides.count; i++) {
		struct text p = m->provides.item[i];

		if (p.n >= name.n && !memcmp(p.s, name.s, name.n) &&
			(p.n == name.n || p.s[name.n] == '='))
			return true;
	}
	return false;
}

int pack_elf(struct manifest *m, struct arena *a, int dir, const struct texts *foreign)
{
	struct texts needed = { NULL, 0 };
	int rc = 0;

	if (!arch_machine(m->arch))
		return 0;
	for (const struct entry *e = m->entry; !rc && e < m->entry + m->entries; e++)
		if (e->type == 'f' && e->size && !is_foreign(foreign, e->path))
			rc = look(m, a, dir, e, &needed);
	for (size_t i = 0; !rc && i < needed.count; i++) {
		struct text *all = arena_more(a, m->needs.item, m->needs.count, sizeof *all);

		if (provides(m, needed.item[i]))
			continue;
		rc = all ? 0 : -ENOMEM;
		if (rc)
			break;
		m->needs.item = all;
		all[m->needs.count++] = needed.item[i];
	}
	return rc;
}
