// SPDX-License-Identifier: MIT
// Moving a channel.
#include "moved.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "base.h"
#include "called.h"
#include "cmd.h"
#include "error.h"
#include "hook.h"
#include "json.h"
#include "paths.h"

size_t moved_nodes(const struct site *s, const char *channel)
{
	const struct channel *c = channels_find(&s->channels, channel);
	size_t n = 0;

	for (size_t i = 0; i < s->nodes.count; i++) {
		const struct settings *of = s->nodes.item[i].settings;

		n += !of->value[KEY_GENERATION] &&
			!pins_find(&s->pins, s->nodes.item[i].name, PIN) &&
			channels_booted(&s->channels, of->value[KEY_CHANNEL]) == c;
	}
	return n;
}

static void waiting(const char *holder)
{
	fprintf(stderr, "orion: %s works here: waiting\n", holder);
}

static bool is_of_servers(const char *channel)
{
	return !strncmp(channel, SITE_SERVER "/", strlen(SITE_SERVER "/"));
}

static void say_who(const char *channel, size_t nodes)
{
	if (is_of_servers(channel))
		printf("; this server takes it at its next boot\n");
	else
		printf("; %zu node%s of orion.conf take%s it at the next boot\n", nodes,
			nodes == 1 ? "" : "s", nodes == 1 ? "s" : "");
}

int moved_say(struct call *c, const char *channel, const struct site *s, const struct digest *was,
	const struct digest *to)
{
	const char *from = was ? called_name(s, &c->arena, was) : "(new)";
	const char *into = called_name(s, &c->arena, to);
	size_t nodes = moved_nodes(s, channel);

	if (!from || !into)
		return -ENOMEM;
	if (c->json) {
		json_open(NULL, '{');
		json_text("channel", text_of(channel));
		if (was)
			json_text("from", text_of(from));
		json_text("to", text_of(into));
		json_number("nodes", nodes);
		json_close();
	} else if (was && digest_equal(was, to)) {
		printf("%s: %s already\n", channel, into);
	} else {
		printf("%s: %s -> %s", channel, from, into);
		say_who(channel, nodes);
	}
	return 0;
}

// What nodes boot is derived; a server has its generations in its boot partition.
static int serve(struct call *c, const char *channel)
{
	struct applied done;

	if (!is_of_servers(channel))
		return applied(&c->arena, &done);
	int rc = hook_run(&c->arena, "boot-partition", NULL);
	return rc == -ENOENT ? 0 : rc;
}

static int move(struct call *c, const char *channel, moved_choose *choose, void *arg)
{
	struct site s;
	struct digest to;
	int rc = site_channels(&s, &c->arena, &paths);
	const struct channel *was = rc ? NULL : channels_find(&s.channels, channel);

	if (!rc)
		rc = choose(arg, &s, was, &to);
	if (rc)
		return rc;
	bool same = was && was->boots && digest_equal(&was->current, &to);
	if (!same)
		rc = channel_write(paths.base, &c->arena, channel, was, &to);
	struct digest before = was ? was->current : to;
	bool had = was;
	if (!rc)
		rc = serve(c, channel);
	if (!rc)	// with the channel that may be new
		rc = channels_load(&s.channels, &c->arena, paths.base);
	return rc ? rc : moved_say(c, channel, &s, had ? &before : NULL, &to);
}

int moved_all(struct call *c, const struct move *moves, size_t count, moved_choose *choose)
{
	struct base b;
	int rc = base_open(&b, paths.base, true);

	if (rc)
		return rc;
	rc = base_lock(&b, &c->arena, c->program->name, true, waiting);
	if (!rc && c->json)
		json_open(NULL, '[');
	for (size_t i = 0; !rc && i < count; i++)
		rc = move(c, moves[i].channel, choose, moves[i].arg);
	if (!rc && c->json)
		json_close();
	base_close(&b);
	return rc;
}

int moved(struct call *c, const char *channel, moved_choose *choose, void *arg)
{
	return moved_all(c, &(struct move){ channel, arg }, 1, choose);
}
