// SPDX-License-Identifier: MIT
// orion generations: all that were, and which of them are here.
#include <errno.h>
#include <stdio.h>

#include "called.h"
#include "cmd.h"
#include "json.h"
#include "paths.h"
#include "shown.h"
#include "when.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static void print_json(const char *name, const struct generation *g, bool here)
{
	json_open(NULL, '{');
	json_text("name", text_of(name));
	json_digest("digest", &g->digest);
	json_number("time", g->seconds);
	json_bool("here", here);
	json_close();
}

static void print(const char *name, const struct generation *g, bool here)
{
	char hex[DIGEST_HEX + 1], when[WHEN_TEXT];

	digest_hex(&g->digest, hex);
	when_write(when, g->seconds);
	printf("%-12s %.12s %s%s\n", name, hex, when, here ? "" : " (not here)");
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_channels(&s, &c->arena, &paths);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; !rc && i < s.generations + s.server_generations; i++) {
		const struct generation *g = i < s.generations
			? &s.generation[i]
			: &s.server_generation[i - s.generations];
		const char *name = called_name(&s, &c->arena, &g->digest);

		if (!name)
			rc = -ENOMEM;
		else if (c->json)
			print_json(name, g, site_has(&s, &g->digest));
		else if (names)
			printf("%s\n", name);
		else
			print(name, g, site_has(&s, &g->digest));
	}
	shown_end(c);
	return rc;
}

const struct cmd cmd_generations = {
	.name = "generations",
	.operands = "",
	.summary = "List the generations of nodes and servers: name, digest, when (UTC)",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
