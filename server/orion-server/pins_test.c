// SPDX-License-Identifier: MIT
// Pins: what is a list of them and what is none; setting, finding, taking away; the file.
#include "pins.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define A "6161616161616161616161616161616161616161616161616161616161616161"
#define B "6262626262626262626262626262626262626262626262626262626262626262"

static struct arena arena;

static const struct {
	int line;
	const char *text, *want;
} bad[] = {
	{ __LINE__, "a\t" A "\tpin", "the last line has no end" },
	{ __LINE__, "a\t" A "\n", "line 1: a line is node, digest, and" },
	{ __LINE__, "a\t" A "\tpin\t\n", "line 1: a line is node, digest, and" },
	{ __LINE__, "\n", "line 1: a line is node, digest, and" },
	{ __LINE__, "\t" A "\tpin\n", "line 1: a host name has" },
	{ __LINE__, "a/b\t" A "\tpin\n", "line 1: `a/b` is no host name" },
	{ __LINE__, "..\t" A "\tpin\n", "line 1: `..` is no host name" },
	{ __LINE__, "a\t61\tpin\n", "line 1: " },
	{ __LINE__, "a\t" A "\tPIN\n", "line 1: `PIN` must be one of: pin | once" },
	{ __LINE__, "b\t" A "\tpin\na\t" A "\tpin\n", "line 2: a is not in its place" },
	{ __LINE__, "a\t" A "\tpin\na\t" A "\tonce\n", "line 2: a is not in its place" },
	{ __LINE__, "a\t" A "\tpin\na\t" B "\tpin\n", "line 2: a is not in its place" },
};

static void refuses(void)
{
	struct pins p;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_AT(bad[i].line, pins_parse(&p, &arena, text_of(bad[i].text)) == -E_DATA);
		if (strncmp(error_text(), bad[i].want, strlen(bad[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
	}
}

static void is(int line, const struct pins *p, const char *want)
{
	struct buffer b = { 0 };

	pins_write(&b, p);
	CHECK_AT(line, text_is(buffer_view(&b), want));
	buffer_free(&b);
}

static void changes(void)
{
	struct pins p = { NULL, 0 };
	struct digest a, b;

	CHECK(!digest_parse(&a, TEXT(A)) && !digest_parse(&b, TEXT(B)));
	CHECK(!pins_next(&p, "n1") && !pins_clear(&p, "n1", PIN));
	CHECK(!pins_set(&p, &arena, "n2", &a, PIN) && !pins_set(&p, &arena, "n1", &a, PIN));
	CHECK(!pins_set(&p, &arena, "n3", &a, PIN_ONCE) &&
		!pins_set(&p, &arena, "n2", &b, PIN_ONCE));
	is(__LINE__, &p, "n1\t" A "\tpin\nn2\t" B "\tonce\nn2\t" A "\tpin\nn3\t" A "\tonce\n");
	CHECK(!pins_set(&p, &arena, "n1", &b, PIN) && p.count == 4);
	CHECK(digest_equal(&pins_next(&p, "n1")->digest, &b));
	// What is for once comes first, and leaves the pin.
	CHECK(pins_next(&p, "n2")->kind == PIN_ONCE && pins_find(&p, "n2", PIN));
	CHECK(pins_clear(&p, "n2", PIN_ONCE) && !pins_clear(&p, "n2", PIN_ONCE));
	CHECK(pins_next(&p, "n2")->kind == PIN && digest_equal(&pins_next(&p, "n2")->digest, &a));
	CHECK(!pins_find(&p, "n3", PIN) && pins_next(&p, "n3") && !pins_next(&p, "n"));
	CHECK(pins_clear(&p, "n1", PIN) && pins_clear(&p, "n2", PIN) &&
		pins_clear(&p, "n3", PIN_ONCE));
	CHECK(!p.count);
}

static void is_a_file(void)
{
	struct pins p;
	struct digest a;

	CHECK(!digest_parse(&a, TEXT(A)));
	unlink("pins");	// of a run before
	CHECK(!pins_load(&p, &arena, ".") && !p.count);
	CHECK(!pins_set(&p, &arena, "n1", &a, PIN) && !pins_store(&p, "."));
	CHECK(!pins_load(&p, &arena, ".") && p.count == 1 && !strcmp(p.item->node, "n1"));
	CHECK(pins_clear(&p, "n1", PIN) && !pins_store(&p, "."));
	CHECK(!pins_load(&p, &arena, ".") && !p.count);
	CHECK(pins_load(&p, &arena, "/nonexistent") < 0 && pins_store(&p, "/nonexistent") < 0);
	int fd = open("pins", O_WRONLY | O_CLOEXEC);
	CHECK(fd >= 0 && write(fd, "x\n", 2) == 2 && !close(fd));
	CHECK(pins_load(&p, &arena, ".") == -E_DATA &&
		!strncmp(error_text(), "./pins: line 1: ", 16));
}

int main(void)
{
	refuses();
	changes();
	is_a_file();
	arena_free(&arena);
	return test_failed;
}
