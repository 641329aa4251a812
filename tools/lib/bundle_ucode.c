// SPDX-License-Identifier: MIT
// ucode.img: microcode, where the kernel looks for it before it can unpack anything.
#include <errno.h>

#include "arena.h"
#include "buffer.h"
#include "bundle_impl.h"
#include "cpio.h"
#include "digest.h"
#include "error.h"
#include "path.h"
#include "tree.h"

enum { FILE_MAX = 64 << 20, ALIGNMENT = 16 };

#define FROM "usr/lib/firmware/"
#define TO "kernel/x86/microcode"

static int add_dir(struct cpio *c, struct text name)
{
	return cpio_add(c, &(struct cpio_entry){ .type = 'd', .mode = 0755, .name = name }, NULL);
}

static bool seen_before(const struct node *const *seen, size_t count, const struct node *n)
{
	for (size_t i = 0; i < count; i++)
		if (digest_equal(&seen[i]->entry->digest, &n->entry->digest))
			return true;
	return false;
}

// The contents of the files of a directory, one after the other, each once: several CPUs share one.
static int collect(const struct tree *t, struct text dir, struct buffer *blob)
{
	const struct node **seen = NULL;
	size_t count = 0;

	for (size_t i = tree_index(t, dir); i < t->count; i++) {
		const struct node *n = &t->node[i];
		struct text content;

		if (n->entry->type != 'f' || !text_equal(path_parent(n->entry->path), dir) ||
			seen_before(seen, count, n))
			continue;
		seen = arena_more(t->arena, seen, count, sizeof *seen);
		int rc = seen ? tree_read(t->arena, n, FILE_MAX, &content) : -ENOMEM;
		if (rc)
			return rc;
		seen[count++] = n;
		buffer_text(blob, content);
	}
	return buffer_error(blob);
}

// Intel's CPUs want an update on a 16-byte boundary, and the kernel loads it from where it lies: a directory whose name is as
// long as the gap puts it there.
static int align(struct cpio *c, struct text name)
{
	char gap[sizeof TO "/align" + ALIGNMENT] = TO "/align";

	for (size_t n = sizeof TO "/align" - 1; n < sizeof gap - 1; n++) {
		struct cpio dir = { .out = { .n = cpio_content_at(c, n) } };

		if (cpio_content_at(&dir, name.n) % ALIGNMENT == 0)
			return add_dir(c, (struct text){ gap, n });
		gap[n] = '-';
	}
	return fail(-E_DATA, "no name aligns %.*s", TEXT_ARG(name));
}

// 1 when the vendor has files, 0 when it has none.
static int add_vendor(struct cpio *c, const struct tree *boot, struct text dir, struct text name)
{
	struct buffer blob = { 0 };
	int rc = collect(boot, dir, &blob);

	if (!rc && blob.n) {
		rc = align(c, name);
		if (!rc)
			rc = cpio_add_text(c,
				&(struct cpio_entry){ .type = 'f', .mode = 0644, .name = name },
				buffer_view(&blob));
		rc = rc ? rc : 1;
	}
	buffer_free(&blob);
	return rc;
}

int bundle_ucode(struct cpio *c, const struct tree *boot)
{
	int rc = add_dir(c, TEXT("kernel"));

	if (!rc)
		rc = add_dir(c, TEXT("kernel/x86"));
	if (!rc)
		rc = add_dir(c, TEXT(TO));
	if (rc)
		return rc;
	int intel = add_vendor(c, boot, TEXT(FROM "intel-ucode"), TEXT(TO "/GenuineIntel.bin"));
	int amd = intel < 0
		? intel
		: add_vendor(c, boot, TEXT(FROM "amd-ucode"), TEXT(TO "/AuthenticAMD.bin"));
	if (amd < 0)
		return amd;
	if (!intel && !amd)
		return fail(-E_DATA,
			"no package of the boot parts has microcode in " FROM
			"intel-ucode or amd-ucode");
	return cpio_end(c);
}
