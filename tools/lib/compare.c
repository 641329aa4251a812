// SPDX-License-Identifier: MIT
// Comparing what is sorted.
#include "compare.h"

#include "audit.h"
#include "manifest.h"
#include "pinned.h"

static bool same_content(const struct entry *a, const struct entry *b)
{
	switch (a->type) {
	case 'f': return a->size == b->size && digest_equal(&a->digest, &b->digest);
	case 'l': return text_equal(a->target, b->target);
	default: return a->major == b->major && a->minor == b->minor;
	}
}

static bool same_capability(const struct manifest *was, const struct manifest *is, struct text path)
{
	const struct capability *a = manifest_capability(was, path);
	const struct capability *b = manifest_capability(is, path);

	if (!a || !b)
		return a == b;
	return a->permitted == b->permitted && a->inheritable == b->inheritable &&
		a->effective == b->effective;
}

// A capability is a right, as the mode is.
static unsigned different(const struct manifest *was, const struct entry *a,
	const struct manifest *is, const struct entry *b)
{
	if (a->type != b->type)
		return AUDIT_TYPE;
	return (same_content(a, b) ? 0 : AUDIT_CONTENT) |
		(a->mode == b->mode && same_capability(was, is, a->path) ? 0 : AUDIT_MODE) |
		(a->uid == b->uid && a->gid == b->gid ? 0 : AUDIT_OWNER);
}

int compare_manifests(
	const struct manifest *was, const struct manifest *is, compare_path *found, void *arg)
{
	const struct entry *a = was->entry, *a_end = a + was->entries;
	const struct entry *b = is->entry, *b_end = b + is->entries;
	int rc = 0;

	while (!rc && (a < a_end || b < b_end)) {
		int order = a == a_end ? 1 : b == b_end ? -1 : text_compare(a->path, b->path);
		unsigned what = order ? 0 : different(was, a, is, b);

		if (order || what)
			rc = found(arg, order > 0 ? NULL : a, order < 0 ? NULL : b, what);
		a += order <= 0;
		b += order >= 0;
	}
	return rc;
}

static bool same(const struct pinned *a, const struct pinned *b)
{
	return text_equal(a->version, b->version) && digest_equal(&a->digest, &b->digest);
}

int compare_pinned(const struct pinned *was, size_t before, const struct pinned *is, size_t after,
	compare_package *found, void *arg)
{
	const struct pinned *a = was, *a_end = a + before, *b = is, *b_end = b + after;
	int rc = 0;

	while (!rc && (a < a_end || b < b_end)) {
		int order = a == a_end ? 1 : b == b_end ? -1 : text_compare(a->name, b->name);

		if (order || !same(a, b))
			rc = found(arg, order > 0 ? NULL : a, order < 0 ? NULL : b);
		a += order <= 0;
		b += order >= 0;
	}
	return rc;
}
