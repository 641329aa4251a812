// SPDX-License-Identifier: MIT
// Lines for people, objects for programs.
#include "shown.h"

#include <inttypes.h>
#include <stdio.h>

#include "cmd.h"
#include "json.h"

void shown_begin(const struct call *c)
{
	if (c->json)
		json_open(NULL, '[');
}

void shown_end(const struct call *c)
{
	if (c->json)
		json_close();
}

void shown_open(const struct call *c, const char *name)
{
	if (c->json) {
		json_open(NULL, '{');
		json_text("name", text_of(name));
	} else {
		printf("%s\n", name);
	}
}

void shown_close(const struct call *c)
{
	if (c->json)
		json_close();
}

static void print_json(const char *key, const char *value, const char *from)
{
	if (!from) {
		json_text(key, text_of(value));
		return;
	}
	json_open(key, '{');
	json_text("value", text_of(value));
	json_text("from", text_of(from));
	json_close();
}

void shown(const struct call *c, const char *key, const char *value, const char *from)
{
	if (!value)
		return;
	if (c->json)
		print_json(key, value, from);
	else if (from)
		printf("  %-13s %-36s %s\n", key, *value ? value : "-", from);
	else
		printf("  %-13s %s\n", key, *value ? value : "-");
}

void shown_number(const struct call *c, const char *key, uint64_t value)
{
	if (c->json)
		json_number(key, value);
	else
		printf("  %-13s %" PRIu64 "\n", key, value);
}

void shown_names(const struct call *c, const char *key, const char *const *names, size_t count)
{
	if (c->json) {
		json_open(key, '[');
		for (size_t i = 0; i < count; i++)
			json_text(NULL, text_of(names[i]));
		json_close();
	} else if (count) {
		printf("  %-13s", key);
		for (size_t i = 0; i < count; i++)
			printf(" %s", names[i]);
		printf("\n");
	}
}
