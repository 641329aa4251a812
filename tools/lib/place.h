// SPDX-License-Identifier: MIT
// Where a repository is, and whom to believe there: docs/orion-release.5.scd, REPOSITORIES OF A ROOT.
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "signers.h"
#include "text.h"

struct arena;

// Addresses; bytes of one, and of a file: at most.
enum { PLACE_URLS = 8, PLACE_URL = 1000, PLACE_FILE = 16384 };

struct repository_place {
	const char *name;	// as a package's: names what is remembered and cached of it
	// A directory, file:/DIRECTORY, http://... or https://..., without a slash at its end. Of several, each afar, the first one that answers counts.
	const char *url[PLACE_URLS];
	size_t urls;
	struct signers root;	// of whose keys enough must have signed its first `root`
};

// The repositories that a root is told to use: a file each in its etc/orion/repositories, sorted by name. None is no error.
int place_list(struct arena *a, int root, struct repository_place **list, size_t *count);

// One such file's text: lines `url<TAB>URL` and `key<TAB>PUBLIC-KEY`, each once or more, and perhaps `threshold<TAB>NUMBER`; without it all
// of the keys must have signed. name is the file's.
int place_parse(struct repository_place *p, struct arena *a, const char *name, struct text t);

// A place that the caller of the program named; its own name is made of the address.
int place_make(
	struct repository_place *p, struct arena *a, const char *url, const struct signers *root);

// The directory of a place, or NULL when it is afar.
const char *place_directory(const struct repository_place *p);

#endif
