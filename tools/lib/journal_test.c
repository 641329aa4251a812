// SPDX-License-Identifier: MIT
#include "journal.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static const struct journal_step steps[] = {
	{ .verb = JOURNAL_REMOVE, .path = TEXT("usr/bin/x") },
	{ .verb = JOURNAL_RMDIR, .path = TEXT("usr/bin") },
	{ .verb = JOURNAL_STAGE, .path = TEXT("boot/.orion-pkg.tx") },
	{ .verb = JOURNAL_MOVE, .number = 4294967295u, .path = TEXT("boot/a b") },
	{ .verb = JOURNAL_STAGE, .path = TEXT("") },
	{ .verb = JOURNAL_MODE, .mode = 01777, .uid = 3, .gid = 4, .path = TEXT("tmp") },
	{ .verb = JOURNAL_STATE, .path = TEXT("installed") },
};

enum { STEPS = sizeof steps / sizeof *steps };

static void check_round(void)
{
	struct arena a = { 0 };
	struct buffer b = { 0 };
	struct journal j;

	journal_begin(&b);
	for (size_t i = 0; i < STEPS; i++)
		journal_add(&b, steps + i);
	CHECK(!journal_end(&b));
	CHECK(!journal_parse(&j, &a, buffer_view(&b)));
	CHECK(j.count == STEPS);
	for (size_t i = 0; i < j.count && i < STEPS; i++) {
		CHECK(j.step[i].verb == steps[i].verb && j.step[i].number == steps[i].number);
		CHECK(j.step[i].mode == steps[i].mode && j.step[i].uid == steps[i].uid);
		CHECK(j.step[i].gid == steps[i].gid && text_equal(j.step[i].path, steps[i].path));
	}
	// cut off anywhere, or changed anywhere, it is none
	for (size_t n = 0; n < b.n; n++)
		CHECK(journal_parse(&j, &a, (struct text){ b.s, n }) == -E_DATA);
	for (size_t i = 0; i < b.n; i++) {
		b.s[i] ^= 1;
		CHECK(journal_parse(&j, &a, buffer_view(&b)) == -E_DATA);
		b.s[i] ^= 1;
	}
	buffer_free(&b);
	arena_free(&a);
}

// clang-format off
static const struct {
	int line;
	const char *step;
} wrong[] = {
	{ __LINE__, "move\t1\t../x\n" },
	{ __LINE__, "move\t1\t/x\n" },
	{ __LINE__, "move\t0\tx\n" },
	{ __LINE__, "move\t01\tx\n" },
	{ __LINE__, "move\t4294967296\tx\n" },
	{ __LINE__, "move\tx\n" },
	{ __LINE__, "remove\t\n" },
	{ __LINE__, "remove\ta//b\n" },
	{ __LINE__, "remove\ta\tb\n" },
	{ __LINE__, "state\ta/b\n" },
	{ __LINE__, "state\t..\n" },
	{ __LINE__, "mode\t755\t0\t0\tx\n" },
	{ __LINE__, "mode\t0755\t4294967295\t0\tx\n" },
	{ __LINE__, "erase\tx\n" },
	{ __LINE__, "\n" },
	{ __LINE__, "remove\tx" },
};
// clang-format on

static void check_wrong(void)
{
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct arena a = { 0 };
		struct buffer b = { 0 };
		struct journal j;

		journal_begin(&b);
		buffer_text(&b, text_of(wrong[i].step));
		CHECK_AT(wrong[i].line, !journal_end(&b));
		CHECK_AT(wrong[i].line, journal_parse(&j, &a, buffer_view(&b)) == -E_DATA);
		buffer_free(&b);
		arena_free(&a);
	}
}

int main(void)
{
	check_round();
	check_wrong();
	return test_failed;
}
