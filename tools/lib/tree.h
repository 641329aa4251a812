// SPDX-License-Identifier: MIT
// The tree that several packages make together, and the files that are made for it. Nothing of it is on a disk.
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manifest.h"
#include "text.h"

struct arena;
struct choices;
struct opk;

// A package, as the tree needs it.
struct source {
	const char *name;	// in errors: "musl 1.2.5-r1"
	const struct manifest *manifest;
	struct opk *opk;	// where the contents are; NULL: tree_read of its files fails
};

struct node {
	const struct entry *entry;
	const struct capability *capability;	// NULL: none
	const struct source *source;	// whose it is; NULL: made here
	struct text data;	// content of a file that was made here
	int fd;			// where its content is, from its start, when data.s is NULL
	bool offered;		// it is an alternative of its package, not a path
};

// Why a path can't be.
enum conflict_kind {
	CONFLICT_OWNED,		// two packages have it
	CONFLICT_OFFERED,	// the one offers it as an alternative, the other has it
	CONFLICT_DIRECTORY,	// both have the directory, with different modes or owners
	CONFLICT_BELOW,		// it is below something of the other that is no directory
};

struct conflict {
	enum conflict_kind kind;
	struct text path;
	const struct source *a, *b;
};

struct tree {
	struct arena *arena;
	struct node *node;	// in the order of tree_compare; the first is the top, its path is empty
	size_t count, room;
	struct conflict *conflict;	// what tree_merge found
	size_t conflicts;
};

// Order of paths in which a directory is before what is in it, and that before anything else: `/` is the lowest byte.
int tree_compare(struct text a, struct text b);

// A tree with nothing but its top.
int tree_init(struct tree *t, struct arena *a);

// Merges packages. A path is one package's. Directories may be several packages' when mode and owner agree; those that none
// lists are 755 root's. A package that replaces another has the paths of both. Of each link that packages offer
// (alternatives.h) the one that is taken is the package's then; choices may be NULL. All conflicts are found: they are
// in t->conflict then, and -E_DATA is recorded with the first. The sources must stay.
int tree_merge(struct tree *t, struct arena *a, const struct source *source, size_t count,
	const struct choices *choices);

// A sentence on a conflict, in the tree's arena; NULL without memory.
const char *tree_conflict_text(const struct tree *t, const struct conflict *c);

// What is at that path, or NULL. Valid until something is made.
struct node *tree_find(const struct tree *t, struct text path);

// What a path of the tree leads to when its links are followed, those above it too: NULL when it leads nowhere.
struct node *tree_follow(const struct tree *t, struct text path);

// Where in t->node the path is or would be.
size_t tree_index(const struct tree *t, struct text path);

// Makes a file, in place of one that is there, whose mode and owner it then keeps. Directories above it
// are made. data must stay.
int tree_make(struct tree *t, const char *path, unsigned mode, struct text data);

// Makes a directory of mode 755 unless one is there.
int tree_make_dir(struct tree *t, const char *path);

// The same of a link; -E_DATA when something else is there.
int tree_make_link(struct tree *t, const char *path, const char *target);

// The same of a file whose content is in a descriptor, size bytes from its start. It must stay open.
int tree_make_from(struct tree *t, const char *path, unsigned mode, int fd, uint64_t size);

// The whole content of a regular file of at most limit bytes, in arena memory, with a 0 behind it.
int tree_read(struct arena *a, const struct node *n, size_t limit, struct text *t);

// Calls use with each piece of the content of a regular file, in order, until it returns non-zero.
typedef int tree_use(void *arg, const void *data, size_t n);
int tree_content(const struct node *n, tree_use *use, void *arg);

#endif
