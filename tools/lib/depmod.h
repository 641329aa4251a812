// SPDX-License-Identifier: MIT
// What depmod of kmod writes: which module needs which, and what stands for what. Its texts, not its binary indexes.
#ifndef DEPMOD_H
#define DEPMOD_H

#include <stddef.h>

#include "text.h"

struct arena;
struct module;

struct depmod {
	struct text dep, alias, softdep, weakdep, symbols, devname;	// modules.dep, ...
};

// Makes them of the modules of one release. order is the text of its modules.order, which may be empty: modules that
// aren't in it come behind, by path. The same bytes as kmod's, but for modules.symbols, which is sorted (kmod's has the order
// of a hash table). -E_DATA and recorded when modules need each other in a circle or two have one name.
// Reorders m.
int depmod_make(
	struct depmod *out, struct arena *a, struct module *m, size_t count, struct text order);

#endif
