// SPDX-License-Identifier: MIT
// exports(5). Each fsid is a UUID from the generation's digest: the same on every server that has it, another for any other
// generation. One fsid on two generations would give nodes wrong data without an error.
#include "buffer.h"
#include "derive.h"
#include "site.h"

// mp: only while a file system is mounted just there.
#define OPTIONS "ro,no_subtree_check,no_root_squash,insecure,mp"

// 32 digits of a digest.
static void export(struct buffer *b, const struct site *s, const char *form, const struct bundle *g,
	const char *digits)
{
	buffer_printf(b, "%s%s/%.*s/%.*s *(" OPTIONS ",fsid=", s->paths->exports, form,
		TEXT_ARG(g->role), TEXT_ARG(g->digest));
	buffer_printf(b, "%.8s-%.4s-%.4s-%.4s-%.12s)\n", digits, digits + 8, digits + 12,
		digits + 16, digits + 20);
}

void derive_exports(struct buffer *b, const struct site *s)
{
	if (*s->paths->exports) // where the paths of NFSv3 hold, too
		buffer_printf(b, "%s *(" OPTIONS ",fsid=0)\n", s->paths->exports);
	for (size_t i = 0; i < s->bundles; i++) {
		export(b, s, SITE_GEN, &s->bundle[i], s->bundle[i].digest.s);
		export(b, s, SITE_TREE, &s->bundle[i], s->bundle[i].digest.s + 32);
	}
}
