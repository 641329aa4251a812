// SPDX-License-Identifier: MIT
// Whose builds this server takes: public keys, a file each, in `trusted` of the base; and those that the machine was given (QEMU's fw_cfg).
#ifndef TRUSTED_H
#define TRUSTED_H

#include <stdbool.h>
#include <stddef.h>

#include "digest.h"
#include "minisign.h"

struct arena;

struct trusted_key {
	struct minisign_key key;
	struct digest fingerprint;	// key_fingerprint's
	bool given;	// by the machine: it is in no file of the base
};

struct trusted {
	struct trusted_key *item;	// by fingerprint
	size_t count;
};

// Files of public keys, one behind another. 0, or -E_DATA and recorded.
int trusted_parse(struct trusted *t, struct arena *a, struct text keys);

// The same of what is read to the end of a descriptor; what names it in errors.
int trusted_read(struct trusted *t, struct arena *a, int fd, const char *what);

// All that are trusted. A base without any is none to begin with.
int trusted_load(struct trusted *t, struct arena *a, const char *base);

// Makes its file, in a way that it is whole or isn't there.
int trusted_add(const char *base, struct arena *a, const struct trusted_key *k);

// Takes its file away.
int trusted_remove(const char *base, struct arena *a, const struct trusted_key *k);

// The key of that fingerprint, or NULL.
const struct trusted_key *trusted_find(const struct trusted *t, const struct digest *fingerprint);

#endif
