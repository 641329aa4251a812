// SPDX-License-Identifier: MIT
// Who may log in to nodes: the values of `ssh-keys`, each a public key or a file of them.
#ifndef SSH_KEYS_H
#define SSH_KEYS_H

#include <stddef.h>

#include "conf.h"

struct arena;

struct ssh_keys_of {
	const struct section *section;	// that says them
	struct text lines;	// as ~/.ssh/authorized_keys has them
};

struct ssh_keys {
	struct ssh_keys_of *item;
	size_t count;
};

// 0 when s is a public key as a line of authorized_keys begins, or the name of a file, else -E_DATA and recorded.
int ssh_keys_check(const char *s);

// Reads those of all sections; names of files that don't begin with / are of base. 0, or -E_DATA with the line of orion.conf recorded.
int ssh_keys_load(struct ssh_keys *k, struct arena *a, const struct conf *c, const char *base);

// What a section says, or NULL.
const struct text *ssh_keys_find(const struct ssh_keys *k, const struct section *s);

#endif
