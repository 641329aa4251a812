// SPDX-License-Identifier: MIT
// The list of installed packages: docs/orion-installed.5.scd. One file, TARGET_STATE/installed.
#ifndef INSTALLED_H
#define INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

#include "digest.h"
#include "manifest.h"
#include "text.h"

struct arena;
struct buffer;
struct target;

enum { INSTALLED_LENGTH = 1 << 30, INSTALLED_PACKAGES = 1 << 20 };

struct installed_package {
	struct text name, version;
	struct digest digest;	// the package's: of its head
	struct text text;	// its manifest, without frame lines
	struct manifest *manifest;	// NULL until installed_manifest
};

struct installed {
	struct text text;	// of the file
	struct installed_package *package;	// sorted by name, each name once
	size_t count;
};

// Parses the list, which must stay as long as what comes out; the manifests are left alone. 0, or -E_DATA and recorded.
int installed_parse(struct installed *in, struct arena *a, struct text t);

// Reads a target's; none is an empty list. It is mapped until installed_unload.
int installed_load(struct installed *in, struct arena *a, const struct target *t);
void installed_unload(struct installed *in);

// Parses the manifest of one, or of all, once.
int installed_manifest(struct installed_package *p, struct arena *a);
int installed_manifests(struct installed *in, struct arena *a);

// The architecture of what is installed, whose manifests must be parsed; empty when all of it is for any.
struct text installed_arch(const struct installed *in);

// The one of that name, or NULL.
struct installed_package *installed_find(const struct installed *in, struct text name);

// The next one that has the path, after the given one (NULL: the first); NULL when there is none. Manifests needn't be parsed.
const struct installed_package *installed_owner(
	const struct installed *in, struct text path, const struct installed_package *after);

// Writes a list: its first line, then the packages by name. The error stays in the buffer, which may be emptied in between.
void installed_write_first(struct buffer *b);
void installed_write(struct buffer *b, const struct installed_package *p);

// A package that is none yet: of its manifest and digest.
void installed_write_new(struct buffer *b, const struct manifest *m, const struct digest *digest);

#endif
