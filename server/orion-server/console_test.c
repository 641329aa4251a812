// SPDX-License-Identifier: MIT
// What a console says: ready, a failure, in pieces, long lines, other bytes.
#include "console.h"

#include <stdlib.h>

#include "error.h"
#include "test.h"

static struct console c;

static int add(const char *s)
{
	return console_add(&c, s, strlen(s));
}

static void fails(int line, const char *said, const char *why)
{
	c = (struct console){ .ready = false };
	CHECK_AT(line, add(said) == -E_DATA);
	CHECK_AT(line, !strcmp(error_text(), why));
	CHECK_AT(line, !c.ready);
}

static const char *printed(size_t count)
{
	static char text[4096];
	FILE *f = fmemopen(text, sizeof text, "w");

	console_print(&c, count, f);
	fclose(f);
	return text;
}

int main(void)
{
	CHECK(!add("orion: init: DHCP\r\norion: rea"));
	CHECK(!c.ready);
	CHECK(!add("dy n1 node@123 in 5.0 s"));
	CHECK(!c.ready);
	CHECK(!add("\r\n") && c.ready);
	CHECK(!add("orion: E-X: behind it\n"));
	CHECK_TEXT(
		printed(2), "    orion: ready n1 node@123 in 5.0 s\n    orion: E-X: behind it\n");
	c = (struct console){ .ready = false };
	CHECK(!add("x orion: ready n1\n") && !c.ready);
	CHECK_TEXT(printed(9), "    x orion: ready n1\n");
	fails(__LINE__, "orion: E-HTTP: silence\n", "it says: orion: E-HTTP: silence");
	fails(__LINE__, "[  1.0] Kernel panic - not syncing: x\n",
		"it says: Kernel panic - not syncing: x");
	fails(__LINE__, "\33\7orion: \1E-X\n", "it says: orion: E-X");
	c = (struct console){ .ready = false };
	for (int i = 0; i < 100000; i++)
		CHECK(!add("y"));
	CHECK(!add("\n1\n2\n3"));
	CHECK_TEXT(printed(3), "    1\n    2\n    3\n");
	for (int i = 0; i < 100; i++)
		CHECK(!add("z\n"));
	CHECK(strlen(printed(1000)) == 6 * (CONSOLE_LINES - 1));
	return test_failed;
}
