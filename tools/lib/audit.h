// SPDX-License-Identifier: MIT
// What is on the disk, compared with what was installed.
#ifndef AUDIT_H
#define AUDIT_H

#include <stdbool.h>

struct arena;
struct installed;
struct node;
struct target;

// What is different: bits.
enum {
	AUDIT_MISSING = 1,
	AUDIT_TYPE = 2,	// file, directory, link, ...
	AUDIT_CONTENT = 4,	// of a file; target of a link; numbers of a device
	AUDIT_MODE = 8,
	AUDIT_OWNER = 16,
};

// Called for each path that is different, in order; not 0 ends it. The node's source has the package's manifest.
typedef int audit_found(void *arg, const struct node *n, unsigned what);

// Compares everything; the manifests must be parsed. Without contents, sizes stand for them. 0, or what found returned, or failed.
int audit(const struct target *t, struct arena *a, const struct installed *in, bool contents,
	audit_found *found, void *arg);

#endif
