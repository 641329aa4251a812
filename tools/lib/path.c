// SPDX-License-Identifier: MIT
// Paths of packages.
#include "path.h"

#include "error.h"

enum { COMPONENT_LENGTH = 255 };

static int bad(struct text path, const char *why)
{
	return fail(-E_DATA, "path `%.*s` %s", path.n > 200 ? 200 : (int)path.n, path.s, why);
}

int path_check(struct text path)
{
	struct text rest = path;
	unsigned depth = 0;

	if (!path.n)
		return fail(-E_DATA, "a path is empty");
	if (path.n > PATH_LENGTH)
		return bad(path, "is longer than 1023 bytes");
	if (path.s[0] == '/')
		return bad(path, "is absolute");
	if (!text_printable(path))
		return bad(path, "has a control character");
	for (struct text part; text_part(&rest, '/', &part);) {
		if (!part.n)
			return bad(path, "has an empty component");
		if (text_is(part, ".") || text_is(part, ".."))
			return bad(path, "has a component `.` or `..`");
		if (part.n > COMPONENT_LENGTH)
			return bad(path, "has a component longer than 255 bytes");
		if (++depth > PATH_DEPTH)
			return bad(path, "has more than 64 components");
	}
	return 0;
}

struct text path_parent(struct text path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.s[i - 1] == '/')
			return (struct text){ path.s, i - 1 };
	return (struct text){ path.s, 0 };
}

struct text path_name(struct text path)
{
	size_t n = path_parent(path).n;

	return n ? (struct text){ path.s + n + 1, path.n - n - 1 } : path;
}
