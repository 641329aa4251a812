// SPDX-License-Identifier: MIT
// Options of a command.
#include "options.h"

#include <string.h>

#include "arena.h"
#include "error.h"
#include "text.h"

static const struct option *by_letter(const struct option *const *sets, char letter)
{
	for (; *sets; sets++)
		for (const struct option *o = *sets; o->name; o++)
			if (o->letter && o->letter == letter)
				return o;
	return NULL;
}

static const struct option *by_name(const struct option *const *sets, struct text name)
{
	for (; *sets; sets++)
		for (const struct option *o = *sets; o->name; o++)
			if (text_is(name, o->name))
				return o;
	return NULL;
}

static int take(struct arena *a, const struct option *o, const char *value)
{
	if (o->flag) {
		*o->flag = true;
	} else if (o->text) {
		*o->text = value;
	} else if (o->number) {
		int rc = text_number(o->number, text_of(value), 0, o->max, o->name);

		return rc ? -E_CALL : 0;
	} else {
		const char **all = arena_more(a, o->list->item, o->list->count, sizeof *all);

		if (!all)
			return -E_CALL;
		o->list->item = all;
		all[o->list->count++] = value;
	}
	return 0;
}

struct parser {
	struct arena *a;
	const struct option *const *sets;
	int argc, next;	// next: the argument after the one at hand
	char **argv;
};

// The value of an option that needs one: what is attached, or the next argument.
static int take_value(struct parser *p, const struct option *o, const char *attached)
{
	if (!attached && p->next < p->argc)
		attached = p->argv[p->next++];
	if (!attached)
		return fail(-E_CALL, "--%s needs %s", o->name, o->argument);
	return take(p->a, o, attached);
}

// --name, --name=value, --name value
static int take_long(struct parser *p, const char *s)
{
	const char *value = strchr(s, '=');
	struct text name = value ? (struct text){ s, (size_t)(value - s) } : text_of(s);
	const struct option *o = by_name(p->sets, name);

	if (!o)
		return fail(-E_CALL, "there is no option --%.*s", TEXT_ARG(name));
	if (!o->argument)
		return value ? fail(-E_CALL, "--%s takes no value", o->name) : take(p->a, o, NULL);
	return take_value(p, o, value ? value + 1 : NULL);
}

// -a, -ab, -oVALUE, -o VALUE
static int take_letters(struct parser *p, const char *s)
{
	for (; *s; s++) {
		const struct option *o = by_letter(p->sets, *s);

		if (!o)
			return fail(-E_CALL, "there is no option -%c", *s);
		if (o->argument)
			return take_value(p, o, s[1] ? s + 1 : NULL);
		take(p->a, o, NULL);
	}
	return 0;
}

int options_parse(struct arena *a, const struct option *const *sets, int argc, char **argv)
{
	struct parser p = { a, sets, argc, 0, argv };
	int operands = 0;

	while (p.next < argc) {
		char *s = argv[p.next++];
		int rc = 0;

		if (!strcmp(s, "--"))
			break;
		if (!strncmp(s, "--", 2))
			rc = take_long(&p, s + 2);
		else if (s[0] == '-' && s[1])
			rc = take_letters(&p, s + 1);
		else
			argv[operands++] = s;
		if (rc)
			return rc;
	}
	while (p.next < argc)
		argv[operands++] = argv[p.next++];
	return operands;
}

void options_help(const struct option *rows, FILE *f)
{
	for (const struct option *o = rows; o && o->name; o++) {
		char left[64];

		snprintf(left, sizeof left, "%c%c%s--%s%s%s", o->letter ? '-' : ' ',
			o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name,
			o->argument ? " " : "", o->argument ? o->argument : "");
		fprintf(f, "  %-28s %s\n", left, o->help);
	}
}
