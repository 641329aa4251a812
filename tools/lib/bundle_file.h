// SPDX-License-Identifier: MIT
// A bundle as a file: what its manifest says, and its parts, without mounting it. docs/bundle.5.scd.
#ifndef BUNDLE_FILE_H
#define BUNDLE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "erofs_read.h"
#include "text.h"

struct arena;

enum { BUNDLE_MANIFEST = 1 << 20, BUNDLE_PARTS = 16 };

struct bundle_part {
	struct text name;
	uint64_t size;
	struct digest digest;
	uint64_t at;	// in the file
};

struct bundle_file {
	int fd;
	uint64_t size;
	struct text manifest;
	struct digest digest;	// the manifest's: the generation's
	struct text role, arch;
	uint64_t date;	// of all files in it
	struct bundle_part part[BUNDLE_PARTS];
	size_t parts;
};

// Parses a manifest. The texts point into t.
int bundle_parse(struct bundle_file *b, struct text t);

// Opens a bundle: the descriptor stays the caller's. With expected, the manifest must have that digest (-E_TRUST). All parts
// are there, with the sizes that the manifest gives; their digests are compared when they are read.
int bundle_open(struct bundle_file *b, struct arena *a, int fd, const struct digest *expected);

// The part of that name, or NULL.
const struct bundle_part *bundle_find(const struct bundle_file *b, const char *name);

// A part of at most limit bytes that has its digest.
int bundle_load(const struct bundle_file *b, struct arena *a, const char *name, size_t limit,
	struct text *t);

// Compares the digest of one part.
int bundle_check_part(const struct bundle_file *b, const struct bundle_part *p);

// Compares the digests of all parts, and that there is nothing in the file but manifest, parts, and the file system around them as
// bundle_make writes it.
int bundle_check(const struct bundle_file *b);

// Brings what of a file is before `end`: 0, or negative and recorded.
typedef int bundle_bring(void *arg, uint64_t end);

// The same of a copy, fd, of a bundle that is open. Bytes are brought just before they are looked at, in the end all of them.
int bundle_check_copy(
	const struct bundle_file *of, struct arena *a, int fd, bundle_bring *bring, void *arg);

#endif
