// SPDX-License-Identifier: MIT
// Lines of a console. A node says `orion: ready ...` at the end, `orion: E-...` when something is wrong, and the kernel that it panics.
#include "console.h"

#include <string.h>

#include "error.h"

static const char *const failures[] = { "orion: E-", "Kernel panic", "KVM internal error" };

static char *last(struct console *c)
{
	return c->line[c->lines % CONSOLE_LINES];
}

static int end_line(struct console *c)
{
	const char *s = last(c);

	if (!c->n)
		return 0;
	c->ready = c->ready || !strncmp(s, "orion: ready ", 13);
	for (size_t i = 0; !c->ready && i < sizeof failures / sizeof *failures; i++) {
		const char *found = strstr(s, failures[i]);

		if (found)
			return fail(-E_DATA, "it says: %s", found);
	}
	c->lines++;
	c->n = 0;
	*last(c) = 0;
	return 0;
}

int console_add(struct console *c, const char *s, size_t n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		if (s[i] == '\n')
			rc = end_line(c);
		else if ((unsigned char)s[i] >= ' ' && s[i] != 0x7f && c->n < CONSOLE_LINE) {
			last(c)[c->n++] = s[i];
			last(c)[c->n] = 0;
		}
	}
	return rc;
}

void console_print(const struct console *c, size_t count, FILE *f)
{
	size_t lines = c->lines + (c->n != 0),
	       most = count < CONSOLE_LINES ? count : CONSOLE_LINES - 1;

	for (size_t i = lines > most ? lines - most : 0; i < lines; i++)
		fprintf(f, "    %s\n", c->line[i % CONSOLE_LINES]);
}
