// SPDX-License-Identifier: MIT
// What a boot script, as iPXE got it, has a node load: pxe/boot.ipxe is its template.
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

struct script {
	bool local;	// the machine is to start its own disk; there is nothing else then
	struct text base;	// kernel and initrd are in BASE/DIGEST/
	struct text channel;	// address of the file that has the digest, where it is not here
	struct text digest;	// of the generation
	struct text form;	// image, tree or ram
	uint32_t server;	// of the root; the first of several. 0 with ram
	struct text root;	// the root's path, or its address with ram, up to the digest
};

// Reads one (hostile): 0, or -E_DATA and recorded. The texts point into t.
int script_parse(struct script *s, struct text t);

// Reads the file of its channel (hostile), which has the digest. The same.
int script_parse_channel(struct script *s, struct text t);

#endif
