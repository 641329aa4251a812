// SPDX-License-Identifier: MIT
// initrd.img, by a list as the kernel's gen_init_cpio takes it, of which these lines are known:
//
//	dir NAME MODE UID GID
//	file NAME SOURCE MODE UID GID		(SOURCE: a path among the packages of the boot parts)
//	slink NAME TARGET MODE UID GID
//	nod NAME MODE UID GID TYPE MAJOR MINOR
#include <errno.h>
#include <string.h>

#include "bundle_impl.h"
#include "cpio.h"
#include "error.h"
#include "manifest.h"
#include "path.h"
#include "tree.h"

enum { LIST_MAX = 1 << 20, WORDS = 8 };

#define LIST "usr/lib/orion/initrd/list"
#define RESCUE "usr/lib/orion/rescue/busybox"

static size_t words(struct text line, struct text *word)
{
	size_t count = 0;

	for (struct text w; text_part(&line, ' ', &w);) {
		if (!w.n)
			continue;
		if (count == WORDS)
			return WORDS + 1;
		word[count++] = w;
	}
	return count;
}

static int take_name(struct text *name, struct text word)
{
	if (!word.n || *word.s != '/')
		return fail(-E_DATA, "a name begins with a slash");
	*name = (struct text){ word.s + 1, word.n - 1 };
	return path_check(*name);
}

static int take_id(uint32_t *id, struct text word)
{
	uint64_t v = 0;
	int rc = text_number(&v, word, 0, ID_MAX, "an owner");

	*id = (uint32_t)v;
	return rc;
}

// MODE UID GID, a mode of four digits.
static int take_owner(struct cpio_entry *e, const struct text *word)
{
	uint64_t mode = 0;
	int rc = text_octal(&mode, word[0], 4, 07777, "a mode");

	e->mode = (unsigned)mode;
	if (!rc)
		rc = take_id(&e->uid, word[1]);
	return rc ? rc : take_id(&e->gid, word[2]);
}

static int take_device(struct cpio_entry *e, const struct text *word)
{
	uint64_t major = 0, minor = 0;
	int rc = 0;

	if (!text_is(word[0], "c") && !text_is(word[0], "b"))
		return fail(-E_DATA, "a device is c or b");
	e->type = *word[0].s;
	rc = text_number(&major, word[1], 0, UINT32_MAX, "a device's number");
	if (!rc)
		rc = text_number(&minor, word[2], 0, UINT32_MAX, "a device's number");
	e->major = (uint32_t)major;
	e->minor = (uint32_t)minor;
	return rc;
}

static int add_file(
	struct cpio *c, const struct cpio_entry *e, const struct tree *boot, struct text source)
{
	const struct node *n = tree_follow(boot, source);

	if (!n || n->entry->type != 'f')
		return fail(-E_DATA, "there is no file %.*s", TEXT_ARG(source));
	return cpio_add(c, e, n);
}

static const struct kind {
	const char *name;
	size_t words;
	size_t owner;	// where mode and owner stand
	char type;
} kinds[] = {
	{ "dir", 5, 2, 'd' },
	{ "file", 6, 3, 'f' },
	{ "slink", 6, 3, 'l' },
	{ "nod", 8, 2, 'c' },
};

static const struct kind *find_kind(struct text name, size_t count)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(name, kinds[i].name) && kinds[i].words == count)
			return &kinds[i];
	return NULL;
}

static int add_line(struct cpio *c, const struct tree *boot, struct text line)
{
	struct text word[WORDS];
	size_t count = words(line, word);
	const struct kind *k = count && count <= WORDS ? find_kind(word[0], count) : NULL;

	if (!count || *word[0].s == '#')
		return 0;
	if (!k)
		return fail(-E_DATA, "no such kind of line, or not with so many words");
	struct cpio_entry e = { .type = k->type };
	int rc = take_name(&e.name, word[1]);
	if (!rc)
		rc = take_owner(&e, word + k->owner);
	if (rc)
		return rc;
	switch (k->type) {
	case 'f': return add_file(c, &e, boot, word[2]);
	case 'l': e.target = word[2]; break;
	case 'c': rc = take_device(&e, word + 5); break;
	}
	return rc ? rc : cpio_add(c, &e, NULL);
}

static int add_list(struct cpio *c, const struct tree *boot, struct text list)
{
	struct text line;

	for (size_t number = 1; list.n && text_part(&list, '\n', &line); number++) {
		int rc = add_line(c, boot, line);

		if (rc)
			return during(rc, LIST ": line %zu", number);
	}
	return 0;
}

static int add_rescue(struct cpio *c, const struct tree *boot)
{
	return add_list(c, boot,
		TEXT("dir /usr/lib/orion 0755 0 0\n"
		     "dir /usr/lib/orion/rescue 0755 0 0\n"
		     "file /" RESCUE " " RESCUE " 0755 0 0\n"));
}

int bundle_initrd(struct cpio *c, const struct tree *boot)
{
	const struct node *n = tree_find(boot, TEXT(LIST));
	struct text list;

	if (!n)
		return fail(
			-E_DATA, "no package of the boot parts has " LIST ": which one has /init?");
	int rc = tree_read(boot->arena, n, LIST_MAX, &list);
	if (!rc)
		rc = add_list(c, boot, list);
	if (!rc && tree_find(boot, TEXT(RESCUE)))
		rc = add_rescue(c, boot);
	return rc ? rc : cpio_end(c);
}
