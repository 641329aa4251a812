// SPDX-License-Identifier: MIT
// Servers that come and go.
#include "members.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "hostname.h"
#include "peer.h"
#include "shared_files.h"
#include "site.h"

#define CONF "orion.conf"

enum { NAME_LENGTH = 256 };

// --- this one

static int find_name(struct joining *own, struct arena *a, const struct base *b, const char *said)
{
	char host[HOSTNAME_LENGTH + 2] = "";
	struct text t;
	int rc = file_load(a, b->dir, SERVERS_NAME, NAME_LENGTH, &t);

	if (rc == -ENOENT) {
		error_clear();
		gethostname(host, sizeof host - 1);
		host[strcspn(host, ".")] = 0;
		t = text_of(said ? said : host);
		rc = 0;
	}
	while (!rc && t.n && t.s[t.n - 1] == '\n')
		t.n--;
	if (!rc && said && !text_is(t, said))
		return fail(-E_CALL, "this server is `%.*s` already", TEXT_ARG(t));
	if (!rc)
		rc = during(hostname_check(t), "the name of this server (--name says another)");
	own->name = rc ? NULL : arena_text(a, t.s, t.n);
	return rc || own->name ? rc : -ENOMEM;
}

// Of all networks, with commas between.
static int find_values(const char **list, struct arena *a, const struct site *s, enum conf_key k)
{
	*list = "";
	for (size_t i = 0; *list && i < s->networks.count; i++) {
		const char *one = conf_get(s->networks.item[i].section, k);

		if (!one || !strcmp(one, "dhcp"))
			return fail(-E_CALL,
				"each `network` of orion.conf must say its `%s`, and no address by DHCP (where there is no orion.conf `orion init` writes one)",
				conf_key_name(k));
		*list = arena_printf(a, "%s%s%s", *list, i ? "," : "", one);
	}
	return *list ? 0 : -ENOMEM;
}

int members_own(struct joining *own, struct arena *a, const struct base *b, const struct site *s,
	const char *said)
{
	struct minisign_secret key;
	int rc = find_name(own, a, b, said);

	if (!rc)
		rc = find_values(&own->addresses, a, s, KEY_NETWORK_ADDRESS);
	if (!rc)
		rc = find_values(&own->interfaces, a, s, KEY_INTERFACE);
	if (!rc)
		rc = peer_own_key(&key, b);
	if (rc)
		return rc;
	own->key = key.public;
	minisign_forget(&key);
	return 0;
}

int members_keep_name(const struct base *b, const char *name)
{
	struct buffer t = { 0 };

	buffer_printf(&t, "%s\n", name);
	int rc = buffer_error(&t);
	if (!rc)
		rc = file_replace(b->dir, SERVERS_NAME, 0644, t.s, t.n);
	buffer_free(&t);
	return rc;
}

// --- sections

static void write_list(struct buffer *b, const char *key, const char *list)
{
	struct text rest = text_of(list), one;

	buffer_printf(b, " %s = {", key);
	for (bool first = true; text_part(&rest, ',', &one); first = false)
		buffer_printf(b, "%s%.*s", first ? "" : ", ", TEXT_ARG(one));
	buffer_printf(b, "}");
}

static void write_section(struct buffer *b, const struct joining *j)
{
	buffer_printf(b, "server %s {", j->name);
	write_list(b, "address", j->addresses);
	write_list(b, "interface", j->interfaces);
	buffer_printf(b, " }\n");
}

static int load_conf(struct text *t, struct arena *a, const struct base *b, const struct site *s)
{
	int rc = file_load(a, b->dir, CONF, SHARED_ITEM, t);

	if (rc == -ENOENT)
		return fail(-E_CALL, "there is no %s/" CONF ": `orion init` writes one", b->path);
	const char *own = arena_printf(a, "%s/" CONF, b->path);

	if (!own)
		return -ENOMEM;
	if (!rc && strcmp(s->conf.path, own) != 0)
		return fail(-E_CALL, "%s is what counts here, and can't be changed", s->conf.path);
	return rc;
}

static int store_conf(struct arena *a, const struct base *b, struct buffer *text)
{
	int rc = buffer_error(text);

	if (!rc)
		rc = shared_fits(a, b, buffer_view(text), true);
	return rc ? rc : file_replace(b->dir, CONF, 0644, text->s, text->n);
}

static bool is_same(const struct server *s, const struct joining *j)
{
	const struct values *v = &s->section->key[KEY_SERVER_ADDRESS];
	struct text rest = text_of(j->addresses), one;
	size_t i = 0;

	for (; text_part(&rest, ',', &one); i++)
		if (i >= v->count || !text_is(one, v->item[i].s))
			return false;
	return i == v->count;
}

static int add_sections(struct arena *a, const struct base *b, const struct site *s,
	const struct joining *own, const struct joining *new)
{
	struct buffer text = { 0 };
	struct text t;
	int rc = load_conf(&t, a, b, s);

	if (rc)
		return rc;
	buffer_text(&text, t);
	if (t.n && t.s[t.n - 1] != '\n')
		buffer_printf(&text, "\n");
	if (!s->servers.count) {
		buffer_printf(&text,
			"\n# Replicas of each other, see orion.conf(5). `orion join` adds one.\n");
		write_section(&text, own);
	}
	write_section(&text, new);
	rc = store_conf(a, b, &text);
	buffer_free(&text);
	return rc;
}

int members_add(struct arena *a, const struct base *b, const struct site *s,
	const struct joining *own, const struct joining *new)
{
	const struct server *there = servers_find(&s->servers, new->name);
	int rc = 0;

	if (minisign_key_equal(&own->key, &new->key))
		return fail(-E_NO,
			"both servers have the same key: was a disk copied? Remove keys/server.* on the one that joins");
	if (!strcmp(own->name, new->name) || (there && !is_same(there, new)))
		return fail(-E_NO,
			"there is a server `%s` already: --name says another for the one that joins",
			new->name);
	if (!s->servers.count)
		rc = members_keep_name(b, own->name);
	if (!rc)
		rc = peer_keep_key(b, own->name, &own->key);
	if (!rc)
		rc = peer_keep_key(b, new->name, &new->key);
	if (!rc)
		rc = members_drain(a, b, new->name, true);
	return rc || there ? rc : add_sections(a, b, s, own, new);
}

// --- one less

// Is it all of a section of that server?
static bool is_section_of(struct text line, const char *name)
{
	size_t n = strlen("server "), length = strlen(name);

	return text_starts(line, "server ") && line.n > n + length + 3 &&
		!memcmp(line.s + n, name, length) && !memcmp(line.s + n + length, " {", 2) &&
		line.s[line.n - 1] == '}' && !memchr(line.s, '#', line.n);
}

static int remove_section(
	struct arena *a, const struct base *b, const struct site *s, const char *name)
{
	struct buffer text = { 0 };
	struct text t, line;
	bool found = false;
	int rc = load_conf(&t, a, b, s);

	while (!rc && text_line(&t, &line))
		if (line.n && is_section_of(line, name))
			found = true;
		else
			buffer_printf(&text, "%.*s\n", TEXT_ARG(line));
	if (!rc && found)
		rc = store_conf(a, b, &text);
	else if (!rc)
		rc = fail(-E_NO,
			"its key is gone: now take its section `server %s` out of %s/" CONF
			" and `orion apply`",
			name, b->path);
	buffer_free(&text);
	return rc;
}

int members_remove(struct arena *a, const struct base *b, const struct site *s, const char *name)
{
	const char *key = arena_printf(a, PEERS "/%s.pub", name);
	int rc = key ? file_remove_if_there(b->dir, key) : -ENOMEM;

	if (!rc)
		rc = members_drain(a, b, name, false);
	return rc ? rc : remove_section(a, b, s, name);
}

// Keys last: without them nobody is heard.
int members_left(struct arena *a, const struct base *b, const struct servers *s, const char *by)
{
	const char *line = arena_printf(a, "%s\n", by);
	int rc = line ? file_replace(b->dir, SERVERS_LEFT, 0644, line, strlen(line)) : -ENOMEM;

	if (!rc)
		rc = members_drain(a, b, s->item[s->self].name, true);
	for (size_t i = 0; !rc && i < s->count; i++) {
		const char *key = arena_printf(a, PEERS "/%s.pub", s->item[i].name);

		if (i != s->self)
			rc = key ? file_remove_if_there(b->dir, key) : -ENOMEM;
	}
	return rc;
}

// --- drained

int members_drain(struct arena *a, const struct base *b, const char *name, bool drained)
{
	struct buffer text = { 0 };
	struct text t, line;
	int rc = file_load_or_none(a, b->dir, SERVERS_DRAINED, SHARED_LENGTH, &t);

	if (rc)
		return rc;
	while (text_line(&t, &line))
		if (!text_is(line, name))
			buffer_printf(&text, "%.*s\n", TEXT_ARG(line));
	if (drained)
		buffer_printf(&text, "%s\n", name);
	rc = buffer_error(&text);
	if (!rc)
		rc = file_replace(b->dir, SERVERS_DRAINED, 0644, text.n ? text.s : "", text.n);
	buffer_free(&text);
	return rc;
}
