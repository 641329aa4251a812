// SPDX-License-Identifier: MIT
// exports(5). Each fsid is a UUID from the generation's digest: the same on every server that has it, another for any other
// generation. One fsid on two generations would give nodes wrong data without an error.
#include "buffer.h"
#include "derive.h"
#include "site.h"

// mp: only while a file system is mounted just there.
#define OPTIONS "ro,no_subtree_check,no_root_squash,insecure,mp"
#define ROOT "/run/orion/export" // the root of NFSv4's tree, where the paths of NFSv3 hold, too

// 32 digits of a digest.
static void export(struct buffer *b, const char *form, const struct bundle *g, const char *digits)
{
	buffer_printf(b, ROOT "/run/orion/%s/%.*s/%.*s *(" OPTIONS ",fsid=", form,
		TEXT_ARG(g->role), TEXT_ARG(g->digest));
	buffer_printf(b, "%.8s-%.4s-%.4s-%.4s-%.12s)\n", digits, digits + 8, digits + 12,
		digits + 16, digits + 20);
}

void derive_exports(struct buffer *b, const struct site *s)
{
	buffer_printf(b, ROOT " *(" OPTIONS ",fsid=0)\n");
	for (size_t i = 0; i < s->bundles; i++) {
		export(b, "gen", &s->bundle[i], s->bundle[i].digest.s);
		export(b, "tree", &s->bundle[i], s->bundle[i].digest.s + 32);
	}
}
