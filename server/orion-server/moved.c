// SPDX-License-Identifier: MIT
// Moving a channel.
#include "moved.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "applied.h"
#include "base.h"
#include "called.h"
#include "cmd.h"
#include "error.h"
#include "hook.h"
#include "json.h"
#include "missing.h"
#include "paths.h"
#include "running.h"
#include "settled.h"

// Do machines with these settings boot what the channel c names? node: NULL, or who may be pinned.
static bool takes(
	const struct site *s, const struct settings *of, const char *node, const struct channel *c)
{
	return !of->value[KEY_GENERATION] && !(node && pins_find(&s->pins, node, PIN)) &&
		channels_booted(&s->channels, of->value[KEY_CHANNEL]) == c;
}

size_t moved_nodes(const struct site *s, const char *channel)
{
	const struct channel *c = channels_find(&s->channels, channel);
	size_t n = 0;

	for (size_t i = 0; i < s->nodes.count; i++)
		n += takes(s, s->nodes.item[i].settings, s->nodes.item[i].name, c);
	return n;
}

// The node of orion.conf whose row that is, or NULL.
static const struct node *node_of(const struct site *s, const struct running *r)
{
	for (size_t i = 0; i < s->nodes.count; i++) {
		const struct node *n = &s->nodes.item[i];

		if ((n->mac && !strcmp(n->mac, r->machine)) ||
			(n->uuid && !strcmp(n->uuid, r->machine)) ||
			(!n->mac && !strcmp(n->hostname, r->name)))
			return n;
	}
	return NULL;
}

// How many machines run the generation, and boot what the channel names the next time.
static int count_running(size_t *count, const struct site *s, struct arena *a, const char *channel,
	const struct digest *d)
{
	const struct channel *c = channels_find(&s->channels, channel);
	uint64_t now = (uint64_t)time(NULL);
	struct running_table t;
	int rc = running_load(&t, a, paths.base);

	*count = 0;
	for (size_t i = 0; !rc && i < t.count; i++) {
		const struct running *r = &t.item[i];
		const struct node *n = node_of(s, r);

		*count += running_runs(&t, i, SITE_ROLE, d, now) &&
			takes(s, n ? n->settings : &s->unknown, n ? n->name : NULL, c);
	}
	return rc;
}

static bool is_of_servers(const char *channel)
{
	return !strncmp(channel, SITE_SERVER "/", strlen(SITE_SERVER "/"));
}

static bool is_booted(const struct site *s, const char *channel)
{
	return channels_booted(&s->channels, SITE_SERVER "/" STABLE) ==
		channels_find(&s->channels, channel);
}

static void say_who(
	const struct site *s, const char *channel, const char *from, size_t running, size_t nodes)
{
	if (is_of_servers(channel))
		printf(is_booted(s, channel) ? "; this server takes it at its next boot\n"
					     : "; this server starts what " SITE_SERVER "/" STABLE
					       " names\n");
	else if (running)
		printf("; %zu node%s run%s %s and take%s it at %s next boot\n", running,
			running == 1 ? "" : "s", running == 1 ? "s" : "", from,
			running == 1 ? "s" : "", running == 1 ? "its" : "their");
	else
		printf("; %zu node%s of orion.conf take%s it at the next boot\n", nodes,
			nodes == 1 ? "" : "s", nodes == 1 ? "s" : "");
}

int moved_say(struct call *c, const char *channel, const struct site *s, const struct digest *was,
	const struct digest *to)
{
	const char *from = was ? called_name(s, &c->arena, was) : "(new)";
	const char *into = called_name(s, &c->arena, to);
	size_t nodes = moved_nodes(s, channel), running = 0;
	int rc = was ? count_running(&running, s, &c->arena, channel, was) : 0;

	if (rc || !from || !into)
		return rc ? rc : -ENOMEM;
	if (c->json) {
		json_open(NULL, '{');
		json_text("channel", text_of(channel));
		if (was)
			json_text("from", text_of(from));
		json_text("to", text_of(into));
		json_number("nodes", nodes);
		if (running)
			json_number("running", running);
		json_close();
	} else if (was && digest_equal(was, to)) {
		printf("%s: %s already\n", channel, into);
	} else {
		printf("%s: %s -> %s", channel, from, into);
		say_who(s, channel, from, running, nodes);
	}
	return 0;
}

// Says what else has to be published before nodes boot what channels name. How many such there are, or negative.
static int say_missing(struct arena *a)
{
	struct missings m;
	struct base b;
	int rc = base_open(&b, paths.base, false), count = 0;

	if (rc)
		return rc;
	rc = missing_find(&m, a, &b);
	for (size_t i = 0; !rc && i < m.count; i++) {
		if (!m.item[i].served)
			continue;
		fprintf(stderr, "orion: nodes boot what they did until %s is here, for %s\n",
			m.item[i].name, m.item[i].wanted);
		count++;
	}
	base_close(&b);
	return rc ? rc : count;
}

static int serve(struct arena *a)
{
	struct applied done;
	struct error e;
	int rc = applied_moved(a, &done);

	if (!rc)
		return 0;
	error_keep(&e);
	int missing = say_missing(a);
	if (missing > 0) {
		error_clear();
		return 0;
	}
	error_restore(&e);
	return rc;
}

// What nodes boot is derived; a server has its generations in its boot partition.
int moved_serve(struct call *c, const char *channel)
{
	const char *state = arena_printf(&c->arena, "%s/state", paths.run);

	if (!state)
		return -ENOMEM;
	if (!is_of_servers(channel))
		return access(state, F_OK) ? 0 : serve(&c->arena);
	int rc = hook_run(&c->arena, "boot-partition", NULL);
	return rc == -ENOENT ? 0 : rc;
}

static int move(struct call *c, const char *channel, moved_choose *choose, void *arg)
{
	struct site s;
	struct digest to;
	int rc = site_bundles(&s, &c->arena, &paths);
	const struct channel *was = rc ? NULL : channels_find(&s.channels, channel);

	if (!rc)
		rc = choose(arg, &s, was, &to);
	if (!rc && !site_has(&s, &to))
		rc = fail(-E_DATA, "%s is not on this server", called_name(&s, &c->arena, &to));
	if (rc)
		return rc;
	bool same = was && was->boots && digest_equal(&was->current, &to);
	if (!same)
		rc = channel_write(paths.base, &c->arena, channel, was, &to);
	struct digest before = was ? was->current : to;
	bool had = was;
	if (!rc)
		rc = moved_serve(c, channel);
	if (!rc) // with the channel that may be new
		rc = channels_load(&s.channels, &c->arena, paths.base);
	return rc ? rc : moved_say(c, channel, &s, had ? &before : NULL, &to);
}

int moved_all(struct call *c, const struct move *moves, size_t count, moved_choose *choose)
{
	struct base b;
	int rc = settled_open(&b, c);

	if (rc)
		return rc;
	if (c->json)
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
