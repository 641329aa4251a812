// SPDX-License-Identifier: MIT
// What the parts of a transaction share: deciding (transaction_plan.c, transaction_disk.c), writing (transaction_stage.c).
#ifndef TRANSACTION_IMPL_H
#define TRANSACTION_IMPL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "buffer.h"
#include "choices.h"
#include "journal.h"
#include "opk.h"
#include "parent.h"
#include "transaction.h"
#include "tree.h"

// A directory of staging: the transaction's own, or that of another file system below the root.
struct place {
	uint64_t mount;		// of statx
	struct text path;	// below the root; empty: the transaction's own
	int fd;			// -1 until it is made
	uint64_t bytes, files;	// what is going to be in it
};

// Something that one move puts into its place: a file, or a new directory with all that is in it.
struct top {
	struct text path;	// where it goes
	size_t own;		// length of the path of its node: more than that is .new
	uint32_t place;
};

struct tx {
	const struct transaction *order;
	const struct target *target;
	struct arena *arena;
	struct transaction_notes *notes;
	struct source *old_source, *new_source;
	size_t old_sources, new_sources;
	struct choices old_choices, new_choices;
	struct tree old, new;
	struct place *place;	// the first is the transaction's own
	size_t places;
	struct top *top;	// staged as its index + 1
	size_t tops;
	uint32_t *staged;	// of each node of the new tree: 0, or its top's index + 1
	bool *anew;	// of each new source: it is installed already, and comes again
	uint32_t **content;	// of each new source: of each of its entries the node's index + 1
	size_t wanted;		// top that is a directory and holds what comes next in order, + 1; 0: none
	struct text
		leaves; // directory that becomes something else: what is below goes first; n 0: none
	size_t *gone;		// nodes of the old tree that go, in order
	bool *gone_first;
	size_t goes;
	struct parent at;	// on the disk
	struct buffer modes;	// journal steps
	struct journal_step *replaced;	// what makes room for another type
	size_t replaces;
	struct text *map;	// files of the disk that are mapped
	size_t maps;
	unsigned refused;	// reasons against it
	int failed;	// 0, or the error of a look at the disk that has no other way to say it
	struct text refused_at;	// what is below that is not looked at any more
};

// A line for people.
int tx_note(struct tx *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// A reason against it, which is a note too. 0, or -ENOMEM.
int tx_refuse(struct tx *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Both trees, and what is different between them and on the disk.
int tx_plan(struct tx *x);

// The trees of before and after; then, when the new one is whole, what is said of its nodes.
int tx_merge(struct tx *x);
int tx_room(struct tx *x);

// Makes in the new tree what the packages that come and go declare; tx_unmap when it is over.
int tx_actions(struct tx *x);
void tx_unmap(struct tx *x);

// What is there now at a path.
struct seen {
	char type;	// of entry; '?' for a socket or pipe; 0: nothing is there
	unsigned mode, uid, gid;
	uint64_t size;
	uint32_t major, minor;
	const char *fixed;	// why it can't be replaced; NULL: it can
};

// Looks at a path of which the parents must be directories. -ENOENT, not recorded, when the directory that would hold it is missing.
int tx_look(struct tx *x, struct text path, struct seen *s);

// True when what is there has the type and content of the entry, and mode and owner too when all is asked. What can't be read is in
// x->failed.
bool tx_is(
	struct tx *x, const struct node *n, const struct entry *e, const struct seen *s, bool all);

// Refuses what is in the directory and isn't the old packages'. 0, or failed.
int tx_only_ours(struct tx *x, struct text path);

// The place to stage what goes to that path, which is looked at.
int tx_place(struct tx *x, struct text path, uint32_t *place);

// Who writes into staging directories: of each place, the directory that was written to last.
struct writer {
	struct tx *x;
	struct parent *at;
	struct opk_room room;	// for the packages, one after the other
};

int writer_open(struct writer *w, struct tx *x);

// Makes a node where it is staged: a file with its content, a directory without what is in it.
int writer_put(struct writer *w, const struct node *n);

void writer_close(struct writer *w);

// Makes the staging directories and everything in them, with the lists.
int tx_stage(struct tx *x);

// Closes them; what was staged stays for apply_clean.
void tx_close_places(struct tx *x);

#endif
