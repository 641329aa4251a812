// SPDX-License-Identifier: MIT
// Where a repository is, and whom to believe there: docs/orion-release.5.scd, REPOSITORIES OF A ROOT.
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "signers.h"
#include "text.h"

struct arena;

struct repository_place {
	const char *name;	// as a package's: names what is remembered and cached of it
	const char *
		url; // a directory, file:/DIRECTORY, http://... or https://..., without a slash at its end
	struct signers root;	// of whose keys enough must have signed its first `root`
};

enum { PLACE_URL = 1000, PLACE_FILE = 4096 };	// bytes at most

// The repositories that a root is told to use: a file each in its etc/orion/repositories, sorted by name. None is no error.
int place_list(struct arena *a, int root, struct repository_place **list, size_t *count);

// One such file's text: lines `url<TAB>URL`, `key<TAB>PUBLIC-KEY` once or more, and perhaps `threshold<TAB>NUMBER`; without it all
// of the keys must have signed. name is the file's.
int place_parse(struct repository_place *p, struct arena *a, const char *name, struct text t);

// A place that the caller of the program named; its own name is made of the address.
int place_make(
	struct repository_place *p, struct arena *a, const char *url, const struct signers *root);

// The directory of a place, or NULL when it is afar.
const char *place_directory(const struct repository_place *p);

#endif
