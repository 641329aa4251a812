// SPDX-License-Identifier: MIT
// What is different between two manifests, or two lists of packages: both sorted, walked side by side.
#ifndef COMPARE_H
#define COMPARE_H

#include <stddef.h>

struct entry;
struct manifest;
struct pinned;

// Called for each path that is different, in order; not 0 ends it. was NULL: it comes; is NULL: it goes; what: bits of audit.h.
typedef int compare_path(void *arg, const struct entry *was, const struct entry *is, unsigned what);

int compare_manifests(
	const struct manifest *was, const struct manifest *is, compare_path *found, void *arg);

// The same of packages that come, go, or are others.
typedef int compare_package(void *arg, const struct pinned *was, const struct pinned *is);

int compare_pinned(const struct pinned *was, size_t before, const struct pinned *is, size_t after,
	compare_package *found, void *arg);

#endif
