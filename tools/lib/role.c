// SPDX-License-Identifier: MIT
// Wishes of roles.
#include "role.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "relation.h"
#include "wish.h"

enum { ROLE_NAME = 31 };	// /init has room for so much

// The kinds of lines, in their order.
enum { ALTERNATIVE, BOOT, PACKAGE, ROLE, SITE, KINDS };

static const char *const kinds[] = {
	[ALTERNATIVE] = "alternative",
	[BOOT] = "boot",
	[PACKAGE] = "package",
	[ROLE] = "role",
	[SITE] = "site",
};

int role_check(struct text name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.s[i]) || !name.s[i])
			return fail(-E_DATA, "a role's name is of a-z, 0-9 and -");
	return name.n && name.n <= ROLE_NAME
		? 0
		: fail(-E_DATA, "a role's name is of 1 to %d bytes", ROLE_NAME);
}

static int take_relation(struct texts *to, struct arena *a, struct text relation)
{
	int rc = relation_check(relation);

	if (rc)
		return rc;
	if (to->count && text_compare(to->item[to->count - 1], relation) >= 0)
		return fail(-E_DATA, "%.*s is not in its place", TEXT_ARG(relation));
	to->item = arena_more(a, to->item, to->count, sizeof *to->item);
	if (!to->item)
		return -ENOMEM;
	to->item[to->count++] = relation;
	return 0;
}

// A boot part is made of one package, which must be known by its name.
static int take_boot(struct role *r, struct arena *a, struct text relation)
{
	struct relation one;
	int rc = relation_parse(&one, relation);

	return rc ? rc : take_relation(&r->boot, a, relation);
}

static int take_name(struct role *r, struct text name)
{
	if (r->name.n)
		return fail(-E_DATA, "a second role");
	r->name = name;
	return role_check(name);
}

static int take_line(struct role *r, struct arena *a, struct text line, int *kind)
{
	struct text field[3];
	size_t fields = text_fields(line, '\t', field, 3);

	while (*kind < KINDS && !text_is(field[0], kinds[*kind]))
		++*kind;
	if (*kind == ALTERNATIVE && fields != 3)
		return fail(
			-E_DATA, "an alternative is a link and a package, with tabs before both");
	if (*kind != ALTERNATIVE && fields != 2)
		return fail(-E_DATA, "a line is a word and what it asks for, with a tab between");
	switch (*kind) {
	case ALTERNATIVE: return choices_take(&r->choices, a, field[1], field[2]);
	case BOOT: return take_boot(r, a, field[1]);
	case PACKAGE: return take_relation(&r->package, a, field[1]);
	case ROLE: return take_name(r, field[1]);
	case SITE: return take_relation(&r->site, a, field[1]);
	default: return fail(-E_DATA, "%.*s is not known here", TEXT_ARG(field[0]));
	}
}

int role_parse(struct role *r, struct arena *a, struct text t)
{
	struct text rest = t, line;
	int kind = 0;

	*r = (struct role){ .name = { NULL, 0 } };
	for (unsigned n = 1; text_line(&rest, &line); n++) {
		int rc = take_line(r, a, line, &kind);

		if (rc)
			return during(rc, "line %u", n);
	}
	if (rest.n)
		return fail(-E_DATA, "the last line has no end");
	return r->name.n ? 0 : fail(-E_DATA, "no line says the role");
}

static void write_all(struct buffer *b, int kind, const struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		buffer_printf(b, "%s\t%.*s\n", kinds[kind], TEXT_ARG(list->item[i]));
}

static void write_choices(struct buffer *b, const struct choices *c)
{
	for (size_t i = 0; i < c->count; i++)
		buffer_printf(b, "%s\t%.*s\t%.*s\n", kinds[ALTERNATIVE], TEXT_ARG(c->item[i].link),
			TEXT_ARG(c->item[i].package));
}

void role_write(const struct role *r, struct buffer *b)
{
	write_choices(b, &r->choices);
	write_all(b, BOOT, &r->boot);
	write_all(b, PACKAGE, &r->package);
	buffer_printf(b, "%s\t%.*s\n", kinds[ROLE], TEXT_ARG(r->name));
	write_all(b, SITE, &r->site);
}

bool role_boots(const struct role *r, struct text name)
{
	for (size_t i = 0; i < r->boot.count; i++)
		if (text_equal(wish_name(r->boot.item[i]), name))
			return true;
	return false;
}

static int add_all(struct texts *wish, struct arena *a, const struct texts *list)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < list->count; i++)
		rc = wish_add(a, wish, list->item[i]);
	return rc;
}

int role_wish(const struct role *r, struct arena *a, struct texts *wish)
{
	int rc = wish_copy(a, &r->boot, wish);

	if (!rc)
		rc = add_all(wish, a, &r->package);
	return rc ? rc : add_all(wish, a, &r->site);
}

int role_root(const struct role *r, struct arena *a, struct texts *wish)
{
	int rc = wish_copy(a, &r->package, wish);

	for (size_t i = 0; !rc && i < r->site.count; i++)
		if (!role_boots(r, wish_name(r->site.item[i])))
			rc = wish_add(a, wish, r->site.item[i]);
	return rc;
}

int role_rewish(struct role *r, struct arena *a, const struct texts *wish)
{
	struct texts had, has, left, gone;
	int rc = wish_without(a, wish, &r->package, &left);

	if (!rc)	// what is neither the build's nor a boot part
		rc = wish_without(a, &left, &r->boot, &had);
	r->site = had;
	if (!rc)
		rc = role_wish(r, a, &has);
	if (!rc)
		rc = wish_without(a, &has, wish, &gone);
	if (!rc && gone.count)
		rc = fail(-E_NO, "the build of role %.*s wants %.*s: what it wants stays",
			TEXT_ARG(r->name), TEXT_ARG(gone.item[0]));
	return rc;
}
