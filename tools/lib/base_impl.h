// SPDX-License-Identifier: MIT
// The names in a base. docs/orion-base.5.scd.
#ifndef BASE_IMPL_H
#define BASE_IMPL_H

struct arena;
struct base_role;
struct digest;

enum { BASE_LENGTH = 64 << 20 };	// bytes of a file of a role

// In a base.
#define BASE_BUNDLES "bundles"
#define BASE_CHANNELS "channels"

// In roles/NAME of it.
#define BASE_WORLD "world.d"
#define BASE_BUILD BASE_WORLD "/build"
#define BASE_SITE BASE_WORLD "/site"
#define BASE_CHOICES BASE_WORLD "/alternatives"
#define BASE_LOCK "lock"
#define BASE_PACKED "packed"
#define BASE_HOLD "hold"
#define BASE_GENERATIONS "generations"
#define BASE_STAGED ".new"	// what is to be, while it is written
#define BASE_NEXT "next"	// what is to be, whole

// bundles/NAME/DIGEST.bundle, in arena memory.
const char *base_bundle_path(const struct base_role *r, struct arena *a, const struct digest *d);

#endif
