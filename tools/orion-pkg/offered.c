// SPDX-License-Identifier: MIT
// Saying alternatives.
#include "offered.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "error.h"
#include "file.h"
#include "installed.h"
#include "json.h"
#include "path.h"
#include "root.h"
#include "tree.h"

int offered_installed(struct offers *o, struct arena *a, const struct installed *in,
	const struct choices *choices)
{
	struct source *source = ARENA_ARRAY(a, struct source, in->count);

	if (!source)
		return -ENOMEM;
	for (size_t i = 0; i < in->count; i++) {
		const struct manifest *m = in->package[i].manifest;
		const char *name =
			arena_printf(a, "%.*s %.*s", TEXT_ARG(m->name), TEXT_ARG(m->version));

		if (!name)
			return -ENOMEM;
		source[i] = (struct source){ name, m, NULL };
	}
	return offers_collect(o, a, source, in->count, choices);
}

// --- what is meant

static size_t by_name(const struct offers *o, const char *name)
{
	size_t found = o->count;

	for (size_t i = 0; i < o->count; i += offers_alike(o, i)) {
		if (!text_is(path_name(o->item[i].alternative->link), name))
			continue;
		if (found < o->count) {
			fail(-E_NO, "%s: both %.*s and %.*s are called so", name,
				TEXT_ARG(o->item[found].alternative->link),
				TEXT_ARG(o->item[i].alternative->link));
			return o->count;
		}
		found = i;
	}
	if (found == o->count)
		fail(-E_NO, "no package offers %s", name);
	return found;
}

size_t offered_link(const struct offers *o, const char *named)
{
	const char *path = root_plain(named);
	size_t first = offers_find(o, text_of(path));

	if (first < o->count)
		return first;
	if (!strchr(named, '/'))
		return by_name(o, named);
	fail(-E_NO, "no package offers %s", named);
	return o->count;
}

const struct offer *offered_by(const struct offers *o, size_t first, const char *named)
{
	size_t n = offers_alike(o, first);

	for (size_t i = first; i < first + n; i++)
		if (text_is(o->item[i].source->manifest->name, named) ||
			text_is(o->item[i].alternative->target, root_plain(named)))
			return o->item + i;
	fail(-E_NO, "%.*s is not offered by %s: `orion-pkg alternatives %.*s` says by whom",
		TEXT_ARG(o->item[first].alternative->link), named,
		TEXT_ARG(o->item[first].alternative->link));
	return NULL;
}

// --- what is said

// What the link says that is on the disk; "" where there is none, for whatever else is there. 0, or negative and recorded.
static int look(struct arena *a, const struct target *t, struct text link, const char **there)
{
	char path[PATH_LENGTH + 1];
	struct text content = TEXT("");

	snprintf(path, sizeof path, "%.*s", TEXT_ARG(link));
	int rc = file_read_link(a, t->root, path, &content);

	*there = content.s;
	if (rc != -ENOENT && rc != -ELOOP && rc != -ENOTDIR)
		return rc;
	error_clear();
	return 0;
}

static void say_offers(const struct offers *o, size_t first)
{
	size_t n = offers_alike(o, first);

	for (size_t i = first; i < first + n; i++)
		printf("%c %.*s: priority %" PRIu32 ", %s\n", i == first ? '*' : ' ',
			TEXT_ARG(o->item[i].alternative->target), o->item[i].alternative->priority,
			o->item[i].source->name);
}

static void say(const struct offer *is, const char *content, const char *there)
{
	printf("%.*s -> %s: %s, %s", TEXT_ARG(is->alternative->link), content, is->source->name,
		is->chosen ? "chosen" : "by priority");
	if (!*there)
		printf("; but there is no such link");
	else if (!text_printable(text_of(there)))
		printf("; but there it leads elsewhere");
	else if (strcmp(there, content) != 0)
		printf("; but there it leads to %s", there);
	putchar('\n');
}

static void say_json(const struct offers *o, size_t first, const char *content, const char *there)
{
	const struct offer *is = o->item + first;
	size_t n = offers_alike(o, first);

	json_open(NULL, '{');
	json_text("link", is->alternative->link);
	json_text("content", text_of(content));
	json_text("package", is->source->manifest->name);
	json_bool("chosen", is->chosen);
	json_bool("there", !strcmp(there, content));
	json_open("offers", '[');
	for (size_t i = first; i < first + n; i++) {
		const struct manifest *m = o->item[i].source->manifest;

		json_open(NULL, '{');
		json_text("package", m->name);
		json_text("version", m->version);
		json_text("target", o->item[i].alternative->target);
		json_number("priority", o->item[i].alternative->priority);
		json_close();
	}
	json_close();
	json_close();
}

int offered_say(
	struct call *c, const struct offers *o, size_t first, const struct target *t, bool all)
{
	const struct offer *is = o->item + first;
	const char *content = alternative_content(&c->arena, is->alternative), *there = content;
	int rc = content ? 0 : -ENOMEM;

	if (!rc && t)
		rc = look(&c->arena, t, is->alternative->link, &there);
	if (rc)
		return rc;
	if (c->json)
		say_json(o, first, content, there);
	else
		say(is, content, there);
	if (all && !c->json)
		say_offers(o, first);
	return 0;
}
