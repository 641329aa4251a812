// SPDX-License-Identifier: MIT
// The other servers, as far as their keys are known, and what passes between: texts that a server signed.
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>
#include <stdint.h>

#include "minisign.h"
#include "text.h"

struct arena;
struct base;
struct buffer;
struct digest;
struct fetcher;
struct servers;

#define PEERS "peers"	// in a base: NAME.pub of each server

struct peer {
	const char *name;
	uint32_t address;
	const char *url;	// http://ADDRESS[:PORT]
	struct minisign_key key;
};

struct peers {
	struct peer *item;	// in the order of orion.conf, without this one
	size_t count;
};

// Those of orion.conf whose key is there. port: of their orion-httpd.
int peers_load(struct peers *p, struct arena *a, const struct base *b, const struct servers *s,
	uint64_t port);

// This server's own key, keys/server.key, made when it is missing; its public half is in PEERS, too, under its name.
int peer_own_key(struct minisign_secret *k, const struct base *b);
int peer_keep_key(const struct base *b, const char *name, const struct minisign_key *k);

// The text with a signature in front of it.
int peer_sign(struct buffer *b, const struct minisign_secret *k, struct text t);

// Takes a text apart that came (hostile) and was signed so: 0, or -E_TRUST and recorded.
int peer_check(struct text *body, const struct minisign_key *k, struct text t);

// Gets URL/PATH, at most limit bytes. -ENOENT when it isn't there.
int peer_get(struct text *t, struct arena *a, struct fetcher *f, const struct peer *p,
	const char *path, uint64_t limit);

// The same of what has that digest: /peer/DIGEST; -E_TRUST when it is something else.
int peer_get_content(struct text *t, struct arena *a, struct fetcher *f, const struct peer *p,
	const struct digest *d, const char *suffix, const struct digest *is, uint64_t limit);

#endif
