// SPDX-License-Identifier: MIT
// Whether a list of packages is complete and at peace. What would make it so is the solver's.
#include "error.h"
#include "image_impl.h"
#include "manifest.h"
#include "relation.h"
#include "tree.h"

// NAME or NAME=VERSION
static bool provided(const struct relation *r, struct text provides)
{
	struct relation p;

	return !relation_parse(&p, provides) && text_equal(p.name, r->name) &&
		relation_match(r, p.version);
}

static bool satisfies(const struct manifest *m, const struct relation *r)
{
	if (text_equal(m->name, r->name) && relation_match(r, m->version))
		return true;
	for (size_t i = 0; i < m->provides.count; i++)
		if (provided(r, m->provides.item[i]))
			return true;
	return false;
}

// Another package than the one that asks, with except given.
static const struct source *find(
	const struct source *s, size_t count, const struct relation *r, const struct source *except)
{
	for (size_t i = 0; i < count; i++)
		if (&s[i] != except && satisfies(s[i].manifest, r))
			return &s[i];
	return NULL;
}

static int check_need(
	const struct source *s, size_t count, const struct source *who, struct text need)
{
	struct text rest = need;
	struct relation r;

	while (relation_next(&rest, &r))
		if (find(s, count, &r, NULL))
			return 0;
	return fail(
		-E_DATA, "%s needs %.*s: no package of the list has it", who->name, TEXT_ARG(need));
}

static int check_conflict(
	const struct source *s, size_t count, const struct source *who, struct text conflict)
{
	struct relation r;
	int rc = relation_parse(&r, conflict);
	const struct source *other = rc ? NULL : find(s, count, &r, who);

	return other ? fail(-E_DATA, "%s can't be with %s: it conflicts with %.*s", who->name,
			       other->name, TEXT_ARG(conflict))
		     : rc;
}

int image_check_relations(const struct source *s, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct manifest *m = s[i].manifest;
		int rc = 0;

		for (size_t k = 0; !rc && k < m->needs.count; k++)
			rc = check_need(s, count, &s[i], m->needs.item[k]);
		for (size_t k = 0; !rc && k < m->conflicts.count; k++)
			rc = check_conflict(s, count, &s[i], m->conflicts.item[k]);
		if (rc)
			return rc;
	}
	return 0;
}
