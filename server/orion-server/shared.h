// SPDX-License-Identifier: MIT
// What a server shares with its replicas, as a list: files of the base with their versions, bundles, and what else it tells. It is the text
// that others fetch, signed, and, without the latter two, the file `shared` of the base: what this server knows. Words with tabs between:
//
//   orion-shared  1  SERVER
//   item    PATH  DIGEST|-  SECONDS  ORIGIN  NAME:TIMES,...     sorted; -: it was removed
//   bundle  ROLE  DIGEST  SIZE  DIGEST-OF-ITS-MARKS
//   also    NAME  DIGEST
//
// Servers of two versions agree as long as the number is the same: what a newer one tells besides, files of other names, lines of other kinds, is passed over.
#ifndef SHARED_H
#define SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "stamp.h"
#include "text.h"

struct arena;
struct buffer;

enum {
	SHARED_LENGTH = 4 << 20,	// bytes of the text
	SHARED_ITEM = 16 << 20,	// of an item
	SHARED_ITEMS = 4096,
	SHARED_BUNDLES = 1024,
};

struct shared_item {
	struct text path;
	bool there;
	struct digest digest;	// of its content, when it is there
	struct stamp stamp;
};

struct shared_bundle {
	struct text role;
	struct digest digest, marks;
	uint64_t size;
};

// Of one server, put together otherwise or not at all.
struct shared_also {
	struct text name;
	struct digest digest;
};

struct shared {
	struct text server;
	struct shared_item *item;	// by path
	size_t count;
	struct shared_bundle *bundle;
	size_t bundles;
	struct shared_also *also;
	size_t alsos;
};

// May that file of a base be shared?
bool shared_takes(struct text path);

// 0, or -E_DATA with the line and what is wrong with it recorded. What it takes, the writer spells again, but for what is passed over. The texts point into t.
int shared_parse(struct shared *s, struct arena *a, struct text t);
void shared_write(struct buffer *b, const struct shared *s);

struct shared_item *shared_find(const struct shared *s, struct text path);
const struct shared_bundle *shared_find_bundle(const struct shared *s, const struct digest *d);
const struct digest *shared_find_also(const struct shared *s, const char *name);

// Puts an item into its place, or in that of the one of this path. Its texts must last.
int shared_set(struct shared *s, struct arena *a, const struct shared_item *item);

int shared_add_bundle(struct shared *s, struct arena *a, const struct shared_bundle *b);
int shared_add_also(struct shared *s, struct arena *a, struct text name, const struct digest *d);

#endif
