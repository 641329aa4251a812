// SPDX-License-Identifier: MIT
// Users and groups.
#include "accounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "keep.h"
#include "manifest.h"
#include "tree.h"

enum { PASSWD_FIELDS = 7, GROUP_FIELDS = 4, SHADOW_FIELDS = 9 };

// A line of passwd or group. Both begin NAME:x:NUMBER:.
struct account {
	struct text name;
	uint32_t id;
	struct text line;	// as it was; empty: it is made of the rest
	const struct user *user;
	struct texts members;	// of a group: those that packages add
	const struct group *group;
	const char *owner;	// who has it, for errors
};

struct list {
	struct arena *arena;
	const char *what;	// "user"
	struct account *item;
	size_t count;
};

static struct account *find_name(const struct list *l, struct text name)
{
	for (size_t i = 0; i < l->count; i++)
		if (text_equal(l->item[i].name, name))
			return &l->item[i];
	return NULL;
}

static struct account *find_id(const struct list *l, uint32_t id)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->item[i].id == id)
			return &l->item[i];
	return NULL;
}

static int append(struct list *l, struct account account)
{
	l->item = arena_more(l->arena, l->item, l->count, sizeof *l->item);
	if (!l->item)
		return -ENOMEM;
	l->item[l->count++] = account;
	return 0;
}

// Two names may have one number in the texts, not by packages.
static int parse_line(struct list *l, struct text line, size_t fields, const char *file)
{
	struct text f[PASSWD_FIELDS];
	uint64_t id;

	if (text_fields(line, ':', f, fields) != fields || !f[0].n)
		return fail(
			-E_DATA, "`%.*s` has not the %zu fields of a line", TEXT_ARG(line), fields);
	int rc = text_number(&id, f[2], 0, ID_MAX, "the number");
	if (rc)
		return during(rc, "`%.*s`", TEXT_ARG(line));
	return append(l,
		(struct account){ .name = f[0], .id = (uint32_t)id, .line = line, .owner = file });
}

static int parse(struct list *l, struct text t, size_t fields, const char *file)
{
	struct text rest = t, line;

	while (text_line(&rest, &line)) {
		int rc = line.n ? parse_line(l, line, fields, file) : 0;

		if (rc)
			return during(rc, "%s", file);
	}
	return rest.n ? fail(-E_DATA, "%s: its last line has no end", file) : 0;
}

static int check_field(struct text t, const char *what)
{
	if (t.n && memchr(t.s, ':', t.n))
		return fail(
			-E_DATA, "`%.*s` can't be %s: there is a colon in it", TEXT_ARG(t), what);
	return 0;
}

static int clash(const struct list *l, const struct account *a, const char *owner, struct text name,
	uint32_t id)
{
	return fail(-E_DATA, "%s %.*s (%u) of %s: %s has %.*s (%u)", l->what, TEXT_ARG(name), id,
		owner, a->owner, TEXT_ARG(a->name), a->id);
}

// The account with that name and number when it is there: NULL when neither is. -E_DATA when only one of them is.
static int look_up(
	struct list *l, const char *owner, struct text name, uint32_t id, struct account **found)
{
	struct account *by_id;

	*found = find_name(l, name);
	if (*found)
		return (*found)->id == id ? 0 : clash(l, *found, owner, name, id);
	by_id = find_id(l, id);
	return by_id ? clash(l, by_id, owner, name, id) : 0;
}

static bool same_user(const struct user *a, const struct user *b)
{
	return a->gid == b->gid && text_equal(a->home, b->home) && text_equal(a->shell, b->shell) &&
	       text_equal(a->gecos, b->gecos);
}

static int add_user(struct list *l, const struct user *u, const char *owner)
{
	struct account *old;
	int rc = look_up(l, owner, u->name, u->uid, &old);

	if (!rc)
		rc = check_field(u->name, "a name");
	if (!rc)
		rc = check_field(u->home, "a home");
	if (!rc)
		rc = check_field(u->shell, "a shell");
	if (!rc)
		rc = check_field(u->gecos, "a description");
	if (!rc && old && old->user && !same_user(old->user, u))
		return clash(l, old, owner, u->name, u->uid);
	if (rc || old)
		return rc;
	return append(
		l, (struct account){ .name = u->name, .id = u->uid, .user = u, .owner = owner });
}

static bool has_member(struct text members, struct text name)
{
	struct text rest = members, part;

	while (text_part(&rest, ',', &part))
		if (text_equal(part, name))
			return true;
	return false;
}

// The members that the group's line has already.
static struct text line_members(const struct account *g)
{
	struct text f[GROUP_FIELDS] = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };

	if (g->line.n)
		text_fields(g->line, ':', f, GROUP_FIELDS);
	return f[3];
}

static int add_member(struct list *l, struct account *g, struct text name)
{
	struct texts *m = &g->members;

	if (!name.n || has_member(line_members(g), name))
		return 0;
	for (size_t i = 0; i < m->count; i++)
		if (text_equal(m->item[i], name))
			return 0;
	m->item = arena_more(l->arena, m->item, m->count, sizeof *m->item);
	if (!m->item)
		return -ENOMEM;
	m->item[m->count++] = name;
	return 0;
}

static int add_group(struct list *l, const struct group *g, const char *owner)
{
	struct account *there;
	struct text rest = g->members, name;
	int rc = look_up(l, owner, g->name, g->gid, &there);

	if (!rc)
		rc = check_field(g->name, "a name");
	if (!rc)
		rc = check_field(g->members, "members");
	if (!rc && !there) {
		rc = append(l,
			(struct account){
				.name = g->name, .id = g->gid, .group = g, .owner = owner });
		there = rc ? NULL : &l->item[l->count - 1];
	}
	while (!rc && text_part(&rest, ',', &name))
		rc = add_member(l, there, name);
	return rc;
}

static int check_users(const struct list *users, const struct list *groups)
{
	for (size_t i = 0; i < users->count; i++) {
		const struct account *u = &users->item[i];

		if (u->user && !find_id(groups, u->user->gid))
			return fail(-E_DATA,
				"user %.*s of %s: there is no group with its number %u",
				TEXT_ARG(u->name), u->owner, u->user->gid);
	}
	return 0;
}

static int check_members(const struct list *users, const struct list *groups)
{
	for (size_t i = 0; i < groups->count; i++) {
		const struct account *g = &groups->item[i];

		for (size_t k = 0; k < g->members.count; k++)
			if (!find_name(users, g->members.item[k]))
				return fail(-E_DATA, "group %.*s: there is no user %.*s",
					TEXT_ARG(g->name), TEXT_ARG(g->members.item[k]));
	}
	return 0;
}

// What was there stays where it was; the rest comes by number.
static int compare_new(const void *pa, const void *pb)
{
	const struct account *a = pa, *b = pb;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int compare_texts(const void *pa, const void *pb)
{
	return text_compare(*(const struct text *)pa, *(const struct text *)pb);
}

static void sort_new(struct list *l)
{
	size_t old = 0;

	while (old < l->count && l->item[old].line.n)
		old++;
	if (l->count > old)
		qsort(l->item + old, l->count - old, sizeof *l->item, compare_new);
	for (size_t i = 0; i < l->count; i++)
		if (l->item[i].members.count)
			qsort(l->item[i].members.item, l->item[i].members.count,
				sizeof(struct text), compare_texts);
}

// Texts

static void write_user(struct buffer *b, const struct account *u)
{
	if (u->line.n)
		buffer_printf(b, "%.*s\n", TEXT_ARG(u->line));
	else
		buffer_printf(b, "%.*s:x:%u:%u:%.*s:%.*s:%.*s\n", TEXT_ARG(u->name), u->id,
			u->user->gid, TEXT_ARG(u->user->gecos), TEXT_ARG(u->user->home),
			TEXT_ARG(u->user->shell));
}

static void write_group(struct buffer *b, const struct account *g)
{
	const char *comma = line_members(g).n ? "," : "";

	if (g->line.n)
		buffer_text(b, g->line);
	else
		buffer_printf(b, "%.*s:x:%u:", TEXT_ARG(g->name), g->id);
	for (size_t i = 0; i < g->members.count; i++, comma = ",")
		buffer_printf(b, "%s%.*s", comma, TEXT_ARG(g->members.item[i]));
	buffer_text(b, TEXT("\n"));
}

static bool in_shadow(struct text shadow, struct text name)
{
	struct text rest = shadow, line, field;

	while (text_line(&rest, &line))
		if (text_part(&line, ':', &field) && text_equal(field, name))
			return true;
	return false;
}

static int check_shadow(struct text shadow)
{
	struct text rest = shadow, line, f[SHADOW_FIELDS];

	while (text_line(&rest, &line))
		if (line.n && text_fields(line, ':', f, SHADOW_FIELDS) != SHADOW_FIELDS)
			return fail(-E_DATA, "etc/shadow: a line has not %d fields", SHADOW_FIELDS);
	return rest.n ? fail(-E_DATA, "etc/shadow: its last line has no end") : 0;
}

static int write_texts(
	struct accounts *t, struct arena *a, const struct list *users, const struct list *groups)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < users->count; i++)
		write_user(&b, &users->item[i]);
	int rc = keep(a, &b, &t->passwd);
	for (size_t i = 0; i < groups->count; i++)
		write_group(&b, &groups->item[i]);
	if (!rc)
		rc = keep(a, &b, &t->group);
	buffer_text(&b, t->shadow);
	for (size_t i = 0; i < users->count; i++)
		if (users->item[i].user && !in_shadow(t->shadow, users->item[i].name))
			buffer_printf(&b, "%.*s:!:::::::\n", TEXT_ARG(users->item[i].name));
	if (!rc)
		rc = keep(a, &b, &t->shadow);
	buffer_free(&b);
	return rc;
}

static int add_all(
	struct list *users, struct list *groups, const struct source *source, size_t count)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < count; i++) {
		const struct manifest *m = source[i].manifest;

		for (size_t k = 0; !rc && k < m->users; k++)
			rc = add_user(users, &m->user[k], source[i].name);
		for (size_t k = 0; !rc && k < m->groups; k++)
			rc = add_group(groups, &m->group[k], source[i].name);
	}
	return rc;
}

int accounts_add(struct accounts *t, struct arena *a, const struct source *source, size_t count)
{
	struct list users = { .arena = a, .what = "user" },
		    groups = { .arena = a, .what = "group" };
	int rc = parse(&users, t->passwd, PASSWD_FIELDS, "etc/passwd");

	if (!rc)
		rc = parse(&groups, t->group, GROUP_FIELDS, "etc/group");
	if (!rc)
		rc = check_shadow(t->shadow);
	if (!rc)
		rc = add_all(&users, &groups, source, count);
	if (!rc)
		rc = check_users(&users, &groups);
	if (!rc)
		rc = check_members(&users, &groups);
	if (rc)
		return rc;
	sort_new(&users);
	sort_new(&groups);
	return write_texts(t, a, &users, &groups);
}
