// SPDX-License-Identifier: MIT
// Writing an initramfs archive: cpio "newc" as the kernel's gen_init_cpio writes it, the same bytes.
#ifndef CPIO_H
#define CPIO_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "text.h"

struct node;

struct cpio {
	struct buffer out;
	uint64_t time;	// of everything
	uint32_t count;	// entries so far
};

// What an entry is. The name has no slash in front.
struct cpio_entry {
	char type;	// d, f, l, c, b
	unsigned mode;
	uint32_t uid, gid, major, minor;
	struct text name;
	struct text target;	// of l
};

// Adds an entry; content is a regular file of a tree, or NULL: then f is empty. 0, or negative and recorded.
int cpio_add(struct cpio *c, const struct cpio_entry *e, const struct node *content);

// The same of a regular file with that content.
int cpio_add_text(struct cpio *c, const struct cpio_entry *e, struct text content);

// Where the content of a file of that name would begin if it came next.
size_t cpio_content_at(const struct cpio *c, size_t name_length);

// Ends the archive. The buffer has it then.
int cpio_end(struct cpio *c);

void cpio_free(struct cpio *c);

#endif
