// SPDX-License-Identifier: MIT
// The lines of a manifest before its paths: a function a key.
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "manifest_impl.h"
#include "path.h"
#include "relation.h"
#include "version.h"

enum { TEXT_LENGTH = 1024 };	// of a summary and the like

#define DATE_MAX ((uint64_t)1 << 40)

// Each takes the fields of a line; f[0] is the key.

static int plain(struct text *to, struct text t)
{
	if (!t.n || t.n > TEXT_LENGTH || !text_printable(t))
		return fail(-E_DATA, "its value is empty, too long or has a control character");
	*to = t;
	return 0;
}

static int append(struct arena *a, struct texts *list, struct text t)
{
	struct text *item = arena_more(a, list->item, list->count, sizeof *item);

	if (!item)
		return -ENOMEM;
	list->item = item;
	item[list->count++] = t;
	return 0;
}

static int take_format(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)m, (void)a;
	return text_is(f[1], "1") ? 0 : fail(-E_DATA, "this program knows format 1 only");
}

static int take_name(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	m->name = f[1];
	return name_check(f[1]);
}

static int take_version(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	m->version = f[1];
	return version_check_package(f[1]);
}

static int take_arch(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	m->arch = f[1];
	for (size_t i = 0; i < f[1].n; i++)
		if (!(f[1].s[i] >= 'a' && f[1].s[i] <= 'z') &&
			!(f[1].s[i] >= '0' && f[1].s[i] <= '9') && f[1].s[i] != '_')
			return fail(-E_DATA, "an architecture is of a-z, 0-9 and _");
	return f[1].n && f[1].n < 32 ? 0 : fail(-E_DATA, "an architecture has 1 to 31 bytes");
}

static int take_summary(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	return plain(&m->summary, f[1]);
}

static int take_license(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	return plain(&m->license, f[1]);
}

static int take_url(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	return plain(&m->url, f[1]);
}

static int take_origin(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	m->origin = f[1];
	return name_check(f[1]);
}

static int take_date(struct manifest *m, struct arena *a, const struct text *f)
{
	(void)a;
	return text_number(&m->date, f[1], 0, DATE_MAX, "date");
}

static int take_needs(struct manifest *m, struct arena *a, const struct text *f)
{
	int rc = relation_check(f[1]);

	return rc ? rc : append(a, &m->needs, f[1]);
}

static int take_provides(struct manifest *m, struct arena *a, const struct text *f)
{
	int rc = relation_check_provides(f[1]);

	return rc ? rc : append(a, &m->provides, f[1]);
}

static int take_conflicts(struct manifest *m, struct arena *a, const struct text *f)
{
	struct relation r;
	int rc = relation_parse(&r, f[1]);

	return rc ? rc : append(a, &m->conflicts, f[1]);
}

static int take_replaces(struct manifest *m, struct arena *a, const struct text *f)
{
	struct relation r;
	int rc = relation_parse(&r, f[1]);

	return rc ? rc : append(a, &m->replaces, f[1]);
}

static int take_static(struct manifest *m, struct arena *a, const struct text *f)
{
	struct relation r;
	int rc = relation_parse(&r, f[1]);

	if (!rc && r.op != RELATION_EQ)
		rc = fail(-E_DATA, "it is NAME=VERSION");
	return rc ? rc : append(a, &m->statics, f[1]);
}

static int account_check(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!(t.s[i] >= 'a' && t.s[i] <= 'z') && t.s[i] != '_' &&
			(!i || (!(t.s[i] >= '0' && t.s[i] <= '9') && t.s[i] != '-')))
			return fail(-E_DATA, "the name of a user or group is of a-z, 0-9, _ and -");
	return t.n && t.n < 32 ? 0 : fail(-E_DATA, "the name of a user or group has 1 to 31 bytes");
}

int manifest_take_id(uint32_t *id, struct text t)
{
	uint64_t v = 0;
	int rc = text_number(&v, t, 0, ID_MAX, "owner");

	*id = (uint32_t)v;
	return rc;
}

// A field of passwd: an absolute path.
static int absolute_check(struct text t)
{
	if (!t.n || t.s[0] != '/' || t.n > PATH_LENGTH || !text_printable(t) ||
		memchr(t.s, ':', t.n))
		return fail(-E_DATA, "home and shell are absolute paths without a colon");
	return 0;
}

static int take_user(struct manifest *m, struct arena *a, const struct text *f)
{
	struct user u = { .name = f[1], .home = f[4], .shell = f[5], .gecos = f[6] };
	struct user *all = arena_more(a, m->user, m->users, sizeof *all);
	int rc = all ? account_check(u.name) : -ENOMEM;

	if (!rc)
		rc = manifest_take_id(&u.uid, f[2]);
	if (!rc)
		rc = manifest_take_id(&u.gid, f[3]);
	if (!rc)
		rc = absolute_check(u.home);
	if (!rc)
		rc = absolute_check(u.shell);
	if (!rc &&
		(u.gecos.n > TEXT_LENGTH || !text_printable(u.gecos) ||
			   (u.gecos.n && memchr(u.gecos.s, ':', u.gecos.n))))
		rc = fail(-E_DATA, "the words about a user have no colon and no control character");
	if (rc)
		return rc;
	m->user = all;
	all[m->users++] = u;
	return 0;
}

static int take_group(struct manifest *m, struct arena *a, const struct text *f)
{
	struct group g = { .name = f[1], .members = f[3] };
	struct group *all = arena_more(a, m->group, m->groups, sizeof *all);
	int rc = all ? account_check(g.name) : -ENOMEM;
	struct text rest = f[3].n ? f[3] : (struct text){ NULL, 0 };

	if (!rc)
		rc = manifest_take_id(&g.gid, f[2]);
	for (struct text member; !rc && text_part(&rest, ',', &member);)
		rc = account_check(member);
	if (rc)
		return rc;
	m->group = all;
	all[m->groups++] = g;
	return 0;
}

static int take_service(struct manifest *m, struct arena *a, const struct text *f)
{
	int rc = name_check(f[1]);

	return rc ? rc : append(a, &m->services, f[1]);
}

static int take_alternative(struct manifest *m, struct arena *a, const struct text *f)
{
	struct alternative t = { .link = f[1], .target = f[2] };
	struct alternative *all = arena_more(a, m->alternative, m->alternatives, sizeof *all);
	uint64_t priority = 0;
	int rc = all ? path_check(t.link) : -ENOMEM;

	if (!rc)
		rc = path_check(t.target);
	if (!rc)
		rc = text_number(&priority, f[3], 0, PRIORITY_MAX, "priority");
	if (rc)
		return rc;
	t.priority = (uint32_t)priority;
	m->alternative = all;
	all[m->alternatives++] = t;
	return 0;
}

static int take_setuid(struct manifest *m, struct arena *a, const struct text *f)
{
	int rc = path_check(f[1]);

	return rc ? rc : append(a, &m->setuid, f[1]);
}

static int take_capability(struct manifest *m, struct arena *a, const struct text *f)
{
	struct capability c = { .path = f[1] };
	struct capability *all = arena_more(a, m->capability, m->capabilities, sizeof *all);
	int rc = all ? path_check(c.path) : -ENOMEM;

	if (!rc)
		rc = text_hex(&c.permitted, f[2], 16, "permitted capabilities");
	if (!rc)
		rc = text_hex(&c.inheritable, f[3], 16, "inheritable capabilities");
	c.effective = text_is(f[4], "effective");
	if (!rc && !c.effective && !text_is(f[4], "-"))
		rc = fail(-E_DATA, "the last field is `effective` or `-`");
	if (rc)
		return rc;
	m->capability = all;
	all[m->capabilities++] = c;
	return 0;
}

static int take_device(struct manifest *m, struct arena *a, const struct text *f)
{
	int rc = path_check(f[1]);

	return rc ? rc : append(a, &m->devices, f[1]);
}

static int take_frame(struct manifest *m, struct arena *a, const struct text *f)
{
	struct frame frame, *all = arena_more(a, m->frame, m->frames, sizeof *all);
	uint64_t packed = 0, size = 0;
	int rc = all ? text_number(&packed, f[1], 1, FRAME_PACKED, "packed size") : -ENOMEM;

	if (!rc)
		rc = text_number(&size, f[2], 1, FRAME_SIZE, "size");
	if (!rc)
		rc = digest_parse(&frame.digest, f[3]);
	if (rc)
		return rc;
	frame.packed = (uint32_t)packed;
	frame.size = (uint32_t)size;
	m->frame = all;
	all[m->frames++] = frame;
	return 0;
}

const struct manifest_key manifest_keys[] = {
	{ "orion-package", 2, 0, take_format },
	{ "name", 2, 0, take_name },
	{ "version", 2, 0, take_version },
	{ "arch", 2, 0, take_arch },
	{ "summary", 2, 0, take_summary },
	{ "license", 2, 0, take_license },
	{ "url", 2, MAY, take_url },
	{ "origin", 2, 0, take_origin },
	{ "date", 2, 0, take_date },
	{ "needs", 2, MAY | REPEATS, take_needs },
	{ "provides", 2, MAY | REPEATS, take_provides },
	{ "conflicts", 2, MAY | REPEATS, take_conflicts },
	{ "replaces", 2, MAY | REPEATS, take_replaces },
	{ "static", 2, MAY | REPEATS, take_static },
	{ "user", 7, MAY | REPEATS, take_user },
	{ "group", 4, MAY | REPEATS, take_group },
	{ "service", 2, MAY | REPEATS, take_service },
	{ "alternative", 4, MAY | REPEATS, take_alternative },
	{ "setuid", 2, MAY | REPEATS, take_setuid },
	{ "capability", 5, MAY | REPEATS, take_capability },
	{ "device", 2, MAY | REPEATS, take_device },
	{ "frame", 4, MAY | REPEATS | UNSORTED, take_frame },
	{ NULL, 0, 0, NULL },
};

const struct manifest_key *manifest_key_find(struct text name)
{
	for (const struct manifest_key *k = manifest_keys; k->name; k++)
		if (text_is(name, k->name))
			return k;
	return NULL;
}

int manifest_take_fields(struct manifest *m, struct arena *a, const struct manifest_key *key,
	const struct text *f, size_t n)
{
	if (!key)
		return fail(-E_DATA, "`%.*s` is not known", f[0].n > 40 ? 40 : (int)f[0].n, f[0].s);
	if (n != key->fields)
		return fail(-E_DATA, "`%s` has %zu fields, this line another number", key->name,
			key->fields);
	return during(key->take(m, a, f), "%s", key->name);
}
