// SPDX-License-Identifier: MIT
// Architectures, by the names that packages have for them.
#ifndef ARCH_H
#define ARCH_H

#include <stdbool.h>

#include "text.h"

#define ARCH_ALL "all"	// of a package without programs: it is for any machine

// That of this program.
struct text arch_here(void);

// The machine of its ELF files (EM_X86_64, ...); 0: it has none, or nothing is known of it.
unsigned arch_machine(struct text arch);

// Whether a package for `arch` may be on a target of architecture `target`.
bool arch_fits(struct text arch, struct text target);

#endif
