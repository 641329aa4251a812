// SPDX-License-Identifier: MIT
// The manifest of a bundle: docs call its SHA-256 the generation's digest.
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#define MANIFEST_MAX (1 << 20)
#define MANIFEST_FILES 16

struct manifest_file {
	char name[32];
	uint64_t size;
	char sha256[65];
};

struct manifest {
	char role[32];
	char arch[16];
	int64_t date;		// seconds since 1970
	char release[65];	// uname -r of its kernel
	char build_id[65];	// of its kernel, lower-case hex
	unsigned files, packages;
	struct manifest_file file[MANIFEST_FILES];
};

// Parses n bytes (hostile): 0, or -1 and the failure recorded.
int manifest_parse(struct manifest *m, const char *text, size_t n);

// The file of that name, or NULL.
const struct manifest_file *manifest_find(const struct manifest *m, const char *name);

#endif
