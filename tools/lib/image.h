// SPDX-License-Identifier: MIT
// The root of a machine, made of packages: the same packages give the same bytes.
#ifndef IMAGE_H
#define IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "text.h"
#include "tree.h"

struct arena;
struct choices;
struct opk;
struct texts;

struct image {
	struct arena *arena;
	struct source *
		source; // all packages, sorted by name: those of the root before those of the boot parts
	size_t roots, boots;
	struct text arch;
	uint64_t time;		// of every file: the newest date of a package
	struct text lock;	// docs/bundle.5.scd
	struct digest digest;	// of the lock
	struct tree tree;	// what the root is
};

// Takes packages, in any order: those of the root, and those that only the other parts of a bundle are made of. All must be of
// one architecture, each name is there once, and what a package of the root needs is among them, as is nothing that it
// conflicts with; else -E_DATA and recorded. The packages must stay open.
int image_init(struct image *m, struct arena *a, struct opk *const *root, size_t roots,
	struct opk *const *boot, size_t boots);

// Merges the packages of the root, carries out their actions, and adds the lock and the list of what is installed. wish: the
// relations for which the packages are there, sorted. choices: whose alternatives were chosen; each is offered.
int image_make_tree(struct image *m, const struct texts *wish, const struct choices *choices);

// Merges the packages of the boot parts into a tree of its own.
int image_boot_tree(const struct image *m, struct tree *t);

// Writes the root's image. The digest of the bytes, and how many; both may be NULL.
int image_write(const struct image *m, int fd, struct digest *digest, uint64_t *size);

// A line a path, as docs/bundle.5.scd has it for root.manifest; in the arena. Digests of what was made from a descriptor are
// not known and mustn't be in the tree.
int image_listing(const struct image *m, struct text *t);

#endif
