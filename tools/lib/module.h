// SPDX-License-Identifier: MIT
// A kernel module: an ELF object file of 64 bits, little-endian.
#ifndef MODULE_H
#define MODULE_H

#include "manifest.h"

struct arena;

struct module {
	struct text
		path; // below the directory of the release: kernel/drivers/net/ethernet/intel/e1000/e1000.ko
	struct text name;	// as the kernel has it: the file's, without .ko, `_` for `-`
	struct texts exports;	// symbols, in its order
	struct texts imports;	// symbols it doesn't have, in its order
	struct texts info;	// KEY=VALUE, in its order: alias, softdep, firmware, ...
};

// Reads one from its content. The texts are copies in the arena, the path excepted. -E_DATA and recorded when it is none.
int module_read(struct module *m, struct arena *a, struct text path, struct text content);

// The value of one of its info when it has that key: true. `x` has the key `alias` if it begins with "alias=".
bool module_info(struct text info, const char *key, struct text *value);

// The name of a module from a path or a file's name.
int module_name(struct text *name, struct arena *a, struct text path);

#endif
