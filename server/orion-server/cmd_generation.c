// SPDX-License-Identifier: MIT
// orion generation: what one is, and who names, boots and runs it.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "boots.h"
#include "called.h"
#include "chosen.h"
#include "cmd.h"
#include "error.h"
#include "paths.h"
#include "running.h"
#include "shown.h"
#include "when.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names of the nodes that boot it next, one a line",
		.flag = &names },
	{ .name = NULL },
};

static int booters(struct chosen *to, struct arena *a, const struct site *s, const struct digest *d)
{
	struct boots b;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->nodes.count; i++)
		if (!boots_find(&b, s, &s->nodes.item[i]) && digest_equal(&b.digest, d))
			rc = chosen_add(to, a, s->nodes.item[i].name);
	error_clear();
	return rc;
}

static int runners(struct chosen *to, struct arena *a, const char *role, const struct digest *d)
{
	struct running_table t;
	int rc = running_load(&t, a, paths.base);

	for (size_t i = 0; !rc && i < t.count; i++)
		if (running_runs(&t, i, role, d, (uint64_t)time(NULL)))
			rc = chosen_add(to, a, t.item[i].name);
	return rc;
}

static int namers(struct chosen *to, struct arena *a, const struct site *s, const struct digest *d)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->channels.count; i++) {
		const struct named_channel *n = &s->channels.item[i];

		if (digest_equal(&n->to.current, d))
			rc = chosen_add(to, a, arena_printf(a, "%s/%s", n->role, n->name));
	}
	return rc;
}

// Where its bundle is, and how large.
static void show_bundle(struct call *c, const char *role, const char *hex)
{
	const char *path =
		arena_printf(&c->arena, "%s/bundles/%s/%s.bundle", paths.base, role, hex);
	struct stat st;

	if (!path || stat(path, &st)) {
		shown(c, "bundle", "not on this server", NULL);
		return;
	}
	shown(c, "bundle", path, NULL);
	shown_number(c, "bytes", (uint64_t)st.st_size);
}

static int show(struct call *c, const struct site *s, const struct generation *g)
{
	struct chosen boot = { NULL, 0 }, run = { NULL, 0 }, channel = { NULL, 0 };
	const char *name = called_name(s, &c->arena, &g->digest);
	const char *role = name ? arena_text(&c->arena, name, strcspn(name, "@")) : NULL;
	char hex[DIGEST_HEX + 1], when[WHEN_TEXT];
	int rc = role ? booters(&boot, &c->arena, s, &g->digest) : -ENOMEM;

	if (!rc)
		rc = runners(&run, &c->arena, role, &g->digest);
	if (!rc)
		rc = namers(&channel, &c->arena, s, &g->digest);
	if (rc)
		return rc;
	if (names && !c->json) {
		chosen_print(&boot);
		return 0;
	}
	digest_hex(&g->digest, hex);
	when_write(when, g->seconds);
	shown_open(c, name);
	shown(c, "digest", hex, NULL);
	shown(c, "made", when, NULL);
	show_bundle(c, role, hex);
	shown_names(c, "channels", channel.name, channel.count);
	shown_names(c, "nodes", boot.name, boot.count);
	shown_names(c, "running", run.name, run.count);
	shown_close(c);
	return 0;
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_channels(&s, &c->arena, &paths);
	const struct generation *g = rc ? NULL : called_generation(&s, c->argv[0]);

	if (!g)
		return rc ? rc : during(-E_CALL, "generation");
	shown_begin(c);
	rc = show(c, &s, g);
	shown_end(c);
	return rc;
}

const struct cmd cmd_generation = {
	.name = "generation",
	.operands = "GENERATION",
	.summary = "Show a generation: digest, bundle, and who names, boots and runs it",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "GENERATION is node@7, or node@7-3fa9c1d2 with as many digits of the digest as wanted.\n",
	.run = run,
};
