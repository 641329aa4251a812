// SPDX-License-Identifier: MIT
// The manifest of a package: docs/opk.5.scd. Text in, structures that point into it; and out again, the same bytes.
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "text.h"

struct arena;
struct buffer;

enum {
	MANIFEST_LENGTH = 256 << 20,	// bytes of text
	MANIFEST_ENTRIES = 1 << 20,	// paths
	MANIFEST_LINES = 4096,		// of one repeated key
	FRAME_SIZE = 1 << 20,		// bytes of content a payload frame may have
	FRAME_PACKED = FRAME_SIZE + (FRAME_SIZE >> 8),	// and packed: zstd's bound for that
	PRIORITY_MAX = 9999,	// of an alternative
};

#define FILE_SIZE_MAX ((uint64_t)1 << 40)
#define ID_MAX ((uint64_t)UINT32_MAX - 1)	// uid, gid

struct entry {
	char type;	// d, f, l, c, b
	uint16_t mode;	// permissions; 0777 for a link
	uint32_t uid, gid;
	uint32_t major, minor;	// of c and b
	uint64_t size;		// of f
	uint64_t at;		// of f: where its content begins among the contents of all files
	struct digest digest;	// of f: of its content
	struct text path;
	struct text target;	// of l
};

struct frame {
	uint32_t packed;	// bytes in the package
	uint32_t size;		// bytes of content, 1 to FRAME_SIZE
	struct digest digest;	// of the packed bytes
};

struct texts {
	struct text *item;
	size_t count;
};

struct user {
	struct text name;
	uint32_t uid, gid;
	struct text home, shell, gecos;
};

struct group {
	struct text name;
	uint32_t gid;
	struct text members;	// names, separated by commas; may be empty
};

struct capability {
	uint64_t permitted, inheritable;
	bool effective;
	struct text path;
};

// A link that the package offers, as others may: alternatives.h.
struct alternative {
	struct text link;	// its path, which is no path of the package
	struct text target;	// where it leads: a path of the package
	uint32_t priority;	// the highest is taken
};

struct manifest {
	struct text name, version, arch, summary, license, origin;
	struct text url;	// may be empty
	uint64_t date;		// seconds since 1970: the time of all its files
	struct texts needs;	// relations, alternatives joined by |
	struct texts provides;	// NAME or NAME=VERSION
	struct texts conflicts, replaces;	// relations without alternatives
	struct texts statics;	// NAME=VERSION of what was linked statically
	struct user *user;
	size_t users;
	struct group *group;
	size_t groups;
	struct texts services;
	struct alternative *alternative;	// sorted by link, each once
	size_t alternatives;
	struct texts setuid;	// paths with a setuid or setgid bit
	struct capability *capability;	// sorted by path
	size_t capabilities;
	struct texts devices;	// paths that are devices
	struct frame *frame;
	size_t frames;
	struct entry *entry;	// sorted by path
	size_t entries;
	uint64_t size;		// of all contents
};

enum manifest_kind {
	MANIFEST_PACKAGE,	// of a package: has the frame lines of its payload
	MANIFEST_INSTALLED,	// of an installed package: without them
};

// Parses hostile text, which must stay as long as m does. 0, or -E_DATA with the line and what is wrong with it
// recorded. What is taken is well-formed in all that docs/opk.5.scd says, and is what manifest_write writes.
int manifest_parse(struct manifest *m, struct arena *a, struct text t, enum manifest_kind kind);

// Writes it; the error stays in the buffer.
void manifest_write(const struct manifest *m, struct buffer *b, enum manifest_kind kind);

// The entry of that path, or NULL.
const struct entry *manifest_find(const struct manifest *m, struct text path);

// The capabilities of that path, or NULL.
const struct capability *manifest_capability(const struct manifest *m, struct text path);

// What st_mode has of a path of that type: S_IFDIR and the like.
unsigned entry_type_bits(char type);

// True for a configuration file: a regular file below etc/.
bool entry_is_config(const struct entry *e);

#endif
