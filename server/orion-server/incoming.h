// SPDX-License-Identifier: MIT
// A build that comes through standard input, on its way into the base: a directory of it, from which bundles are only renamed.
#ifndef INCOMING_H
#define INCOMING_H

#define INCOMING ".incoming"	// in the base

struct arena;
struct base;

struct incoming {
	int dir;	// INCOMING, locked
	int build;	// a directory in it
	const char *path;	// of that
};

// Makes it, empty. -E_NO when another run has it.
int incoming_open(struct incoming *in, struct arena *a, const struct base *b);

// Reads a tar of a build's directory, or a bundle with or without its signature behind it, to its end: what build_open knows is there then.
// Files of a tar that are of no use here are passed over.
int incoming_read(struct incoming *in, struct arena *a, const struct base *b, int fd);

// Takes away all that is still there. Of what wasn't opened (dir -1), nothing.
void incoming_close(struct incoming *in, const struct base *b);

#endif
