// SPDX-License-Identifier: MIT
// The line at each width.
#include "progress_line.h"

#include "progress.h"
#include "test.h"

static const struct {
	int line;
	size_t width;
	struct progress progress;
	const char *text;
} cases[] = {
	{ __LINE__, 60, { PROGRESS_FETCH, 0, 27000000 },
		"fetching [--------------------------]   0 %  0.0 of 27.0 MB" },
	{ __LINE__, 60, { PROGRESS_FETCH, 13500000, 27000000 },
		"fetching [############-------------]  50 %  13.5 of 27.0 MB" },
	{ __LINE__, 60, { PROGRESS_FETCH, 27000000, 27000000 },
		"fetching [#########################] 100 %  27.0 of 27.0 MB" },
	{ __LINE__, 60, { PROGRESS_FETCH, 28000000, 27000000 },	// more than was thought
		"fetching [#########################] 100 %  27.0 of 27.0 MB" },
	{ __LINE__, 60, { PROGRESS_FETCH, 26999999, 27000000 },
		"fetching [########################-]  99 %  27.0 of 27.0 MB" },
	{ __LINE__, 42, { PROGRESS_FETCH, 13500000, 27000000 },
		"fetching [###----]  50 %  13.5 of 27.0 MB" },
	{ __LINE__, 40, { PROGRESS_FETCH, 13500000, 27000000 }, "fetching  50 %  13.5 of 27.0 MB" },
	{ __LINE__, 30, { PROGRESS_FETCH, 13500000, 27000000 }, "fetching  50 %" },
	{ __LINE__, 10, { PROGRESS_FETCH, 13500000, 27000000 }, "fetching " },
	{ __LINE__, 1, { PROGRESS_FETCH, 13500000, 27000000 }, "" },
	{ __LINE__, 0, { PROGRESS_FETCH, 13500000, 27000000 }, "" },
	{ __LINE__, 60, { PROGRESS_APPLY, 150, 300 },
		"putting into place [##########----------]  50 %  150 of 300" },
	{ __LINE__, 60, { PROGRESS_COMPRESS, 2500000, 10000000 },
		"compressing [#####------------------]  25 %  2.5 of 10.0 MB" },
	{ __LINE__, 60, { PROGRESS_PACK, 0, 0 }, "packing" },
	{ __LINE__, 60, { PROGRESS_PACK, 12345678, 0 }, "packing 12.3 MB" },
	{ __LINE__, 60, { PROGRESS_FETCH, UINT64_MAX / 2, UINT64_MAX },
		"fetching  50 %  9223372036854.8 of 18446744073709.6 MB" },
};

// At any width it fits, one column stays free, and each phase has a word.
static void fits(void)
{
	char text[200];

	for (int phase = 0; phase < PROGRESS_PHASES; phase++)
		for (size_t width = 1; width < 400; width++) {
			struct progress p = { (enum progress_phase)phase, width, 400 };

			progress_line_text(text, sizeof text, width, &p);
			CHECK(strlen(text) < width && strlen(text) < sizeof text);
			CHECK(width < 2 || *text);
		}
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[200] = "";

		progress_line_text(text, sizeof text, cases[i].width, &cases[i].progress);
		CHECK_AT(cases[i].line, !strcmp(text, cases[i].text));
		if (strcmp(text, cases[i].text))
			fprintf(stderr, "it is `%s`\n", text);
	}
	fits();
	return test_failed;
}
