// SPDX-License-Identifier: MIT
// The paths of a manifest: a function a type.
#include <sys/stat.h>

#include "error.h"
#include "manifest_impl.h"
#include "path.h"

enum { MAJOR_MAX = 0xfff, MINOR_MAX = 0xfffff };	// of a device

const struct entry *manifest_find(const struct manifest *m, struct text path)
{
	for (size_t low = 0, high = m->entries; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(path, m->entry[middle].path);

		if (!order)
			return &m->entry[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

// What is listed above a path must be a directory. Entries before it are there already; those of one directory
// mostly follow each other, and then nothing is looked up.
static int check_parents(const struct manifest *m, const struct entry *e)
{
	struct text parent = path_parent(e->path);

	if (m->entries && text_equal(parent, path_parent(m->entry[m->entries - 1].path)))
		return 0;
	for (; parent.n; parent = path_parent(parent)) {
		const struct entry *above = manifest_find(m, parent);

		if (above && above->type != 'd')
			return fail(-E_DATA, "`%.*s` is below `%.*s`, which is no directory",
				TEXT_ARG(e->path), TEXT_ARG(parent));
	}
	return 0;
}

static int take_owner(struct entry *e, const struct text *f)
{
	int rc = manifest_take_id(&e->uid, f[0]);

	return rc ? rc : manifest_take_id(&e->gid, f[1]);
}

static int take_mode(struct entry *e, struct text t)
{
	uint64_t mode = 0;
	int rc = text_octal(&mode, t, 4, 07777, "mode");

	e->mode = (uint16_t)mode;
	return rc;
}

static int take_directory(struct entry *e, const struct text *f)
{
	int rc = take_mode(e, f[1]);

	e->path = f[4];
	return rc ? rc : take_owner(e, f + 2);
}

static int take_file(struct entry *e, const struct text *f)
{
	int rc = take_mode(e, f[1]);

	e->path = f[6];
	if (!rc)
		rc = take_owner(e, f + 2);
	if (!rc)
		rc = text_number(&e->size, f[4], 0, FILE_SIZE_MAX, "size");
	return rc ? rc : digest_parse(&e->digest, f[5]);
}

static int take_link(struct entry *e, const struct text *f)
{
	e->mode = 0777;
	e->path = f[3];
	e->target = f[4];
	if (!f[4].n || f[4].n > TARGET_LENGTH || !text_printable(f[4]))
		return fail(-E_DATA,
			"the target of a link is empty, too long or has a control character");
	return take_owner(e, f + 1);
}

static int take_node(struct entry *e, const struct text *f)
{
	uint64_t major = 0, minor = 0;
	int rc = take_mode(e, f[1]);

	e->path = f[6];
	if (!rc)
		rc = take_owner(e, f + 2);
	if (!rc)
		rc = text_number(&major, f[4], 0, MAJOR_MAX, "major number");
	if (!rc)
		rc = text_number(&minor, f[5], 0, MINOR_MAX, "minor number");
	e->major = (uint32_t)major;
	e->minor = (uint32_t)minor;
	return rc;
}

static const struct type {
	char type;
	size_t fields;
	int (*take)(struct entry *e, const struct text *f);
} types[] = {
	{ 'f', 7, take_file },
	{ 'l', 5, take_link },
	{ 'd', 5, take_directory },
	{ 'c', 7, take_node },
	{ 'b', 7, take_node },
};

static const struct type *type_find(struct text name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (name.n == 1 && name.s[0] == types[i].type)
			return &types[i];
	return NULL;
}

bool manifest_is_entry(const struct text *f)
{
	return type_find(f[0]) != NULL;
}

int manifest_parse_entry(struct entry *e, const struct text *f, size_t n)
{
	const struct type *type = type_find(f[0]);

	*e = (struct entry){ .type = type->type };
	if (n != type->fields)
		return fail(-E_DATA, "`%c` has %zu fields, this line another number", type->type,
			type->fields);
	int rc = type->take(e, f);
	return rc ? rc : path_check(e->path);
}

int manifest_take_entry(struct manifest *m, const struct text *f, size_t n)
{
	struct entry e;
	int rc = manifest_parse_entry(&e, f, n);

	if (!rc && m->entries && text_compare(m->entry[m->entries - 1].path, e.path) >= 0)
		rc = fail(-E_DATA, "`%.*s` does not follow its predecessor in order",
			TEXT_ARG(e.path));
	if (!rc)
		rc = check_parents(m, &e);
	if (!rc && m->entries == MANIFEST_ENTRIES)
		rc = fail(-E_DATA, "there are more than %d paths", MANIFEST_ENTRIES);
	if (rc)
		return rc;
	e.at = m->size;
	m->size += e.size;
	m->entry[m->entries++] = e;
	return 0;
}

bool entry_has_setuid(const struct entry *e)
{
	return e->type != 'l' && (e->mode & 06000);
}

bool entry_is_device(const struct entry *e)
{
	return e->type == 'c' || e->type == 'b';
}

unsigned entry_type_bits(char type)
{
	switch (type) {
	case 'd': return S_IFDIR;
	case 'l': return S_IFLNK;
	case 'c': return S_IFCHR;
	case 'b': return S_IFBLK;
	default: return S_IFREG;
	}
}

bool entry_is_config(const struct entry *e)
{
	return e->type == 'f' && text_starts(e->path, "etc/");
}
