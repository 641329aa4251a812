// SPDX-License-Identifier: MIT
// Names and bounds of a repository's files, shared by who writes and who reads them.
#ifndef REPOSITORY_IMPL_H
#define REPOSITORY_IMPL_H

#include "digest.h"

enum { REPOSITORY_NAME = 160 };	// bytes of such a name and its 0

#define REPOSITORY_LATEST "latest"

// KIND-DIGEST and what is behind it: "root" ".minisig", "index" ".zst", ...
void repository_name(
	char name[REPOSITORY_NAME], const char *kind, const struct digest *d, const char *behind);

// That of a root's signature: the first (number 0) is named as those of other files.
void repository_root_signature(
	char name[REPOSITORY_NAME], const struct digest *root, size_t number);

#endif
