// SPDX-License-Identifier: MIT
// The description of a package: the lines of a manifest's head in any order, and what the directory can't say.
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "manifest_impl.h"
#include "pack_impl.h"
#include "path.h"

static struct override *override_of(struct description *d, struct arena *a, struct text path)
{
	for (size_t i = 0; i < d->overrides; i++)
		if (text_equal(d->override[i].path, path))
			return &d->override[i];
	struct override *all = arena_more(a, d->override, d->overrides, sizeof *all);

	if (!all)
		return NULL;
	d->override = all;
	all[d->overrides] = (struct override){ .path = path };
	return &all[d->overrides++];
}

// mode MODE PATH
static int take_mode(struct description *d, struct arena *a, const struct text *f)
{
	uint64_t mode = 0;
	int rc = text_octal(&mode, f[1], 4, 07777, "mode");

	if (!rc)
		rc = path_check(f[2]);
	if (rc)
		return rc;
	struct override *o = override_of(d, a, f[2]);

	if (!o)
		return -ENOMEM;
	o->mode_given = true;
	o->mode = (uint16_t)mode;
	return 0;
}

// owner UID GID PATH
static int take_owner(struct description *d, struct arena *a, const struct text *f)
{
	uint32_t uid = 0, gid = 0;
	int rc = manifest_take_id(&uid, f[1]);

	if (!rc)
		rc = manifest_take_id(&gid, f[2]);
	if (!rc)
		rc = path_check(f[3]);
	if (rc)
		return rc;
	struct override *o = override_of(d, a, f[3]);

	if (!o)
		return -ENOMEM;
	o->owner_given = true;
	o->uid = uid;
	o->gid = gid;
	return 0;
}

// foreign PATH
static int take_foreign(struct description *d, struct arena *a, const struct text *f)
{
	struct text *all = arena_more(a, d->foreign.item, d->foreign.count, sizeof *all);
	int rc = all ? path_check(f[1]) : -ENOMEM;

	if (rc)
		return rc;
	d->foreign.item = all;
	all[d->foreign.count++] = f[1];
	return 0;
}

static const struct key {
	const char *name;
	size_t fields;
	int (*take)(struct description *d, struct arena *a, const struct text *f);
} keys[] = {
	{ "mode", 3, take_mode },
	{ "owner", 4, take_owner },
	{ "foreign", 2, take_foreign },
};

// A line of a path, as in a manifest. A device is declared by being named.
static int take_path(
	struct description *d, struct manifest *m, struct arena *a, const struct text *f, size_t n)
{
	struct entry e, *all = arena_more(a, d->entry, d->entries, sizeof *all);
	int rc = all ? manifest_parse_entry(&e, f, n) : -ENOMEM;

	if (!rc && e.type == 'f')
		rc = fail(-E_DATA, "files come from the directory");
	if (rc)
		return rc;
	d->entry = all;
	all[d->entries++] = e;
	if (!entry_is_device(&e))
		return 0;
	struct text *devices = arena_more(a, m->devices.item, m->devices.count, sizeof *devices);

	if (!devices)
		return -ENOMEM;
	m->devices.item = devices;
	devices[m->devices.count++] = e.path;
	return 0;
}

// Users, groups and capabilities stand once: of two the second would say something else. Lists of words may say a thing again.
static int check_new(struct description *d, struct arena *a, const struct text *f)
{
	struct text named = { f[0].s, (size_t)(f[1].s + f[1].n - f[0].s) };

	for (size_t i = 0; i < d->named.count; i++)
		if (text_equal(d->named.item[i], named))
			return fail(-E_DATA, "%.*s: %.*s stands there twice", TEXT_ARG(f[0]),
				TEXT_ARG(f[1]));
	struct text *all = arena_more(a, d->named.item, d->named.count, sizeof *all);

	if (!all)
		return -ENOMEM;
	d->named.item = all;
	all[d->named.count++] = named;
	return 0;
}

// A key of manifests. The format's number and the frames are not a description's business.
static int take_head(
	struct description *d, struct manifest *m, struct arena *a, const struct text *f, size_t n)
{
	const struct manifest_key *key = manifest_key_find(f[0]);
	unsigned bit = key ? 1u << (key - manifest_keys) : 0;

	if (key == manifest_keys || (key && key->flags & UNSORTED))
		key = NULL;
	if (key && d->seen & bit && !(key->flags & REPEATS))
		return fail(-E_DATA, "`%s` stands there twice", key->name);
	d->seen |= bit;
	int rc = manifest_take_fields(m, a, key, f, n);
	return !rc && key->flags & REPEATS && n > 2 ? check_new(d, a, f) : rc;
}

static int check_required(const struct description *d)
{
	for (const struct manifest_key *k = manifest_keys + 1; k->name; k++)
		if (!(k->flags & MAY) && !(d->seen & 1u << (k - manifest_keys)))
			return fail(-E_DATA, "there is no `%s` in the description", k->name);
	return 0;
}

static int take_line(struct description *d, struct manifest *m, struct arena *a, struct text line)
{
	struct text f[MANIFEST_FIELDS];
	size_t n = text_fields(line, '\t', f, MANIFEST_FIELDS);

	if (manifest_is_entry(f))
		return take_path(d, m, a, f, n);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!text_is(f[0], keys[i].name))
			continue;
		if (n != keys[i].fields)
			return fail(-E_DATA, "`%s` has %zu fields, this line another number",
				keys[i].name, keys[i].fields);
		return during(keys[i].take(d, a, f), "%s", keys[i].name);
	}
	return take_head(d, m, a, f, n);
}

int description_parse(struct description *d, struct manifest *m, struct arena *a, struct text t)
{
	struct text rest = t, line;
	unsigned number = 0;
	int rc = 0;

	memset(d, 0, sizeof *d);
	while (!rc && text_line(&rest, &line)) {
		number++;
		rc = line.n ? take_line(d, m, a, line) : fail(-E_DATA, "it is empty");
	}
	if (!rc && rest.n)
		rc = fail(-E_DATA, "its last line does not end");
	return rc ? during(rc, "line %u of the description", number) : check_required(d);
}
