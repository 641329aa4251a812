// SPDX-License-Identifier: MIT
// orion.conf, as it is written: sections and the values of their keys, each checked by itself. docs/orion.conf.5.scd.
#ifndef CONF_H
#define CONF_H

#include <stddef.h>

#include "text.h"

struct arena;

enum {
	CONF_VERSION = 1,
	CONF_LENGTH = 16 << 20,
	CONF_SERVERS = 8,
	CONF_PEERS = 7,
	CONF_PERSIST = 8
};

// One a row of the table in conf_keys.c, in its order.
enum conf_key {
	KEY_VERSION,
	KEY_PEERS,
	KEY_PEERS_FIRST,
	KEY_KEEP,
	KEY_DNS,
	KEY_INTERFACE,
	KEY_NETWORK_ADDRESS,
	KEY_DHCP,
	KEY_RANGE,
	KEY_LEASE,
	KEY_FLOATING,
	KEY_UNKNOWN,
	KEY_SERVER_INTERFACE,
	KEY_SERVER_ADDRESS,
	KEY_MAC,
	KEY_UUID,
	KEY_ADDRESS,
	KEY_HOSTNAME,
	KEY_GROUP,
	KEY_CHANNEL,	// from here on: what may be said for all nodes, a group, a node
	KEY_GENERATION,
	KEY_ROOT,
	KEY_LOADER,
	KEY_CONSOLE,
	KEY_PASSWORD,
	KEY_ARGUMENTS,
	KEY_RESCUE,
	KEY_OF_NETWORK,
	KEY_SSH_KEYS,
	KEY_PERSIST,
	KEY_PERSIST_SERVER,
	KEY_PERSIST_SHARED,
	KEYS,
};

struct value {
	const char *s;
	unsigned line;
};

struct values {
	struct value *item;
	size_t count;
};

struct section {
	const char *title;	// NULL: the file itself
	unsigned line;
	struct values key[KEYS];
};

struct sections {
	struct section *item;
	size_t count;
};

struct conf {
	const char *path;	// for messages
	struct section top;	// what stands in no section
	struct sections networks, servers, groups, nodes;
};

// Reads it. 0, or -E_DATA with path, line, and what would be right recorded. All texts are in the arena.
int conf_parse(struct conf *c, struct arena *a, const char *path, struct text t);

// The same of the file: the first that is there of those; none is an empty one.
int conf_load(struct conf *c, struct arena *a, const char *const *paths);

// How the file calls a key.
const char *conf_key_name(enum conf_key k);

// The first value of a key, or NULL.
const char *conf_get(const struct section *s, enum conf_key k);
// The same, or what holds when it isn't said.
const char *conf_or(const struct section *s, enum conf_key k, const char *otherwise);

// Records what is wrong in a line, as conf_parse does: -E_DATA.
int conf_fail(const struct conf *c, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

// Puts path and line before what is recorded when rc is negative; returns rc.
int conf_at(const struct conf *c, unsigned line, int rc);

#endif
