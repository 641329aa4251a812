// SPDX-License-Identifier: MIT
// Bringing packages into the repository of a base. It is the old one or has all of them, whenever that is cut off.
#ifndef IMPORT_H
#define IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct arena;
struct base;
struct index;
struct opk;

struct import_package {
	struct opk *opk;
	int fd;		// of its file
};

// Checks the packages whole, copies those that the index (NULL: there is none yet) hasn't into the repository of the base, and
// indexes and signs that with the base's keys. One of the same name and version is replaced. Wants the base's lock. *count is how
// many came.
int import_packages(const struct base *b, struct arena *a, const struct index *x,
	const struct import_package *package, size_t packages, uint64_t date, size_t *count);

// What makes the repository agree with another server's.
struct import_change {
	int (*package)(void *arg,
		size_t i); // a descriptor of that one, checked whole; the callee closes it
	void *arg;
	size_t packages;
	const char *const *gone; // files of packages that go
	size_t gones;
	const struct import_file {
		const char *name;
		struct text data;
	} * file; // what another server signed, `latest` among them: put in force as it is. None: it is indexed and signed here
	size_t files;
	uint64_t date, serial; // serial: at least this
};

// The repository is the old one or all of that, whenever it is cut off. Wants the base's lock.
int import_change(const struct base *b, struct arena *a, const struct import_change *c);

// Finishes or undoes what was cut off: 0 nothing was, 1 finished, 2 undone, or negative and recorded. Wants the base's lock.
int import_recover(const struct base *b, struct arena *a, uint64_t date);

#endif
