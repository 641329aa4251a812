// SPDX-License-Identifier: MIT
// The archive: a header of 110 digits and its name, padded to 4 bytes; the content, padded to 4 bytes.
#include "cpio.h"

#include "error.h"
#include "tree.h"

enum { HEADER = 110, FIRST_INODE = 721, END = 512 };

static size_t padded(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static void pad(struct cpio *c, size_t to)
{
	static const char zero[END];

	buffer_add(&c->out, zero, padded(c->out.n, to) - c->out.n);
}

static void header(struct cpio *c, const struct cpio_entry *e, uint64_t size)
{
	unsigned links = e->type == 'd' ? 2 : 1;

	buffer_printf(&c->out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		FIRST_INODE + c->count++, entry_type_bits(e->type) | e->mode, e->uid, e->gid, links,
		(unsigned)c->time, (unsigned)size, 3, 1, e->major, e->minor,
		(unsigned)e->name.n + 1, 0);
	buffer_text(&c->out, e->name);
	buffer_add(&c->out, "", 1);
	pad(c, 4);
}

static int check(const struct cpio *c, const struct cpio_entry *e, uint64_t size)
{
	if (size > UINT32_MAX)
		return fail(-E_DATA, "%.*s: a file in an initrd has less than 4 GiB",
			TEXT_ARG(e->name));
	if (c->time > UINT32_MAX)
		return fail(-E_DATA, "%.*s: a time in an initrd is before 2106", TEXT_ARG(e->name));
	return 0;
}

static int use(void *arg, const void *data, size_t n)
{
	struct cpio *c = arg;

	buffer_add(&c->out, data, n);
	return buffer_error(&c->out);
}

int cpio_add(struct cpio *c, const struct cpio_entry *e, const struct node *content)
{
	uint64_t size = content ? content->entry->size : e->type == 'l' ? e->target.n + 1 : 0;
	int rc = check(c, e, size);

	if (rc)
		return rc;
	header(c, e, size);
	if (e->type == 'l') {
		buffer_text(&c->out, e->target);
		buffer_add(&c->out, "", 1);
	} else if (content) {
		rc = tree_content(content, use, c);
	}
	pad(c, 4);
	return rc ? rc : buffer_error(&c->out);
}

int cpio_add_text(struct cpio *c, const struct cpio_entry *e, struct text content)
{
	int rc = check(c, e, content.n);

	if (rc)
		return rc;
	header(c, e, content.n);
	buffer_text(&c->out, content);
	pad(c, 4);
	return buffer_error(&c->out);
}

size_t cpio_content_at(const struct cpio *c, size_t name_length)
{
	return padded(c->out.n + HEADER + name_length + 1, 4);
}

int cpio_end(struct cpio *c)
{
	static const char name[] = "TRAILER!!!";

	buffer_printf(&c->out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 0, 0,
		0, 0, 1, 0, 0, 0, 0, 0, 0, (unsigned)sizeof name, 0);
	buffer_add(&c->out, name, sizeof name);
	pad(c, 4);
	pad(c, END);
	return buffer_error(&c->out);
}

void cpio_free(struct cpio *c)
{
	buffer_free(&c->out);
}
