// SPDX-License-Identifier: MIT
// The text of orion.conf before libconfuse reads it. That (3.3) counts the lines of comments wrongly, takes a section without end,
// puts the environment into values and knows escapes: comments are blanked out here, and what nobody needs is refused.
#include <stdbool.h>
#include <string.h>

#include "conf_impl.h"
#include "error.h"

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

// What may not stand at s, whether it is quoted or not.
static const char *refused(const char *s, bool quoted)
{
	if (*s == '\\')
		return "a backslash has no meaning here";
	if (starts(s, "${"))
		return "`${` has no meaning here";
	if (quoted)
		return *s == '\n' || !*s ? "the text in quotes has no end in its line" : NULL;
	return starts(s, "//") || starts(s, "/*") ? "a comment begins with #" : NULL;
}

struct scan {
	unsigned line, open;	// open: the line of the outermost brace that is
	unsigned depth;
	char quote;	// that a text was begun with
	bool comment;
};

static void step(struct scan *at, char *s)
{
	if (*s == '\n') {
		at->line++;
		at->comment = false;
	} else if (at->comment || (*s == '#' && !at->quote)) {
		at->comment = true;
		*s = ' ';
	} else if (at->quote) {
		at->quote = *s == at->quote ? 0 : at->quote;
	} else if (*s == '"' || *s == '\'') {
		at->quote = *s;
	} else if (*s == '{') {
		at->open = at->depth++ ? at->open : at->line;
	} else if (*s == '}' && at->depth) {
		at->depth--;
	}
}

int conf_blank(const struct conf *c, char *s)
{
	struct scan at = { .line = 1 };

	for (;; s++) {
		const char *why = at.comment ? NULL : refused(s, at.quote);

		if (why)
			return conf_fail(c, at.line, "%s", why);
		if (!*s)
			break;
		step(&at, s);
	}
	return at.depth ? conf_fail(c, at.open, "the brace that opens here is not closed") : 0;
}
