// SPDX-License-Identifier: MIT
// The parts of a bundle that are archives.
#ifndef BUNDLE_IMPL_H
#define BUNDLE_IMPL_H

#include <stdint.h>

#include "text.h"

struct cpio;
struct tree;

// initrd.img: what the list usr/lib/orion/initrd/list says, in its order, and the rescue shell when there is one.
int bundle_initrd(struct cpio *c, const struct tree *boot);

// net.img: the modules that usr/lib/orion/kernel/net-modules names, what they depend on, the firmware of these and of the built-in
// drivers, as far as the root has it.
int bundle_net(struct cpio *c, const struct tree *root, struct text release);

// ucode.img: a blob a vendor, of the files in usr/lib/firmware/intel-ucode and amd-ucode.
int bundle_ucode(struct cpio *c, const struct tree *boot);

#endif
