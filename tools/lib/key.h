// SPDX-License-Identifier: MIT
// Files of keys: NAME.key, which is secret, and NAME.pub, in a directory that only its owner may enter.
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>

#include "minisign.h"

struct arena;
struct digest;

// Where a user's keys are: $XDG_CONFIG_HOME/orion/keys, by default ~/.config/orion/keys. In arena memory.
int key_home(struct arena *a, const char **path);

// Opens the directory of keys, which is made (0700, and those above it) when it is missing.
int key_make_dir(const char *path);

// Makes the pair of that name, unless one of its files is there: it may be a key whose secret half is kept elsewhere. A .pub
// that is missing beside its .key is written again. *made: there is a new key.
int key_make(int dir, const char *name, bool *made);

// NAME.key; -E_TRUST when others than its owner may read it, -ENOENT when it isn't there.
int key_load_secret(struct minisign_secret *s, int dir, const char *name);

// NAME.pub.
int key_load_public(struct minisign_key *k, int dir, const char *name);

// The names NAME and NAME-... of which there is a file with that ending (".pub", ".key"), sorted, in arena memory.
int key_names(struct arena *a, int dir, const char *name, const char *ending, const char ***list,
	size_t *count);

// What people compare: the SHA-256 of what the second line of its file is the base64 of.
int key_fingerprint(const struct minisign_key *k, struct digest *d);

// A public key from a file of any name, which the caller of the program named.
int key_load_file(struct minisign_key *k, const char *path);

#endif
