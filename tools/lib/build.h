// SPDX-License-Identifier: MIT
// A build as a directory: bundles DIGEST.bundle, the packages they were made of in `repository`, and DIGEST.bundle.minisig, a signature of
// each bundle's manifest. docs/bundle.5.scd, BESIDE THE BUNDLE.
#ifndef BUILD_H
#define BUILD_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct build {
	const char *const *bundle;	// paths, sorted
	size_t bundles;
	const char *packages;	// a directory; NULL: none came with it
};

#define BUILD_SIGNATURE ".minisig"	// behind the name of a bundle
#define BUILD_KEY "release.pub"	// the key that signed, for who doesn't have it

// Lists what is in the directory. -E_DATA when that is no bundle.
int build_open(struct build *b, struct arena *a, const char *dir);

// Adds to *size the bytes of those of the packages that the base (a descriptor) hasn't in its repository.
int build_packages_size(const char *packages, int base, uint64_t *size);

#endif
