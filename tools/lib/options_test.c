// SPDX-License-Identifier: MIT
// Options: every way to write one, and wrong ones.
#include "options.h"

#include "arena.h"
#include "error.h"
#include "test.h"

static bool all, quick;
static const char *out;
static uint64_t jobs;
static struct option_list list;

static const struct option rows[] = {
	{ 'a', "all", NULL, "everything", .flag = &all },
	{ 'q', "quick", NULL, "sooner", .flag = &quick },
	{ 'o', "output", "FILE", "where it goes", .text = &out },
	{ .name = NULL },
};

static const struct option more[] = {
	{ 'j', "jobs", "N", "so many", .number = &jobs, .max = 9 },
	{ 0, "with", "NAME", "this too", .list = &list },
	{ .name = NULL },
};

static struct arena arena;

// Parses words; what is left stands in words again.
static int parse(char **words)
{
	static const struct option *const sets[] = { rows, more, NULL };
	int n = 0;

	while (words[n])
		n++;
	all = quick = false;
	out = NULL;
	jobs = 0;
	list = (struct option_list){ NULL, 0 };
	return options_parse(&arena, sets, n, words);
}

#define WORDS(...) ((char *[]){ __VA_ARGS__, NULL })

static void good(void)
{
	char **w = WORDS("x", "-aq", "y", "--output", "f", "--", "-a");

	CHECK(parse(w) == 3 && all && quick && !strcmp(out, "f"));
	CHECK(!strcmp(w[0], "x") && !strcmp(w[1], "y") && !strcmp(w[2], "-a"));
	CHECK(parse(WORDS("--output=f=g")) == 0 && !strcmp(out, "f=g") && !all);
	CHECK(parse(WORDS("--output=")) == 0 && !*out);
	CHECK(parse(WORDS("-of")) == 0 && !strcmp(out, "f"));
	CHECK(parse(WORDS("-ao", "-q")) == 0 && all && !quick && !strcmp(out, "-q"));
	CHECK(parse(WORDS("-o", "f", "-o", "g")) == 0 && !strcmp(out, "g"));
	CHECK(parse(WORDS("-", "-j9")) == 1 && jobs == 9);
	CHECK(parse(WORDS("--with", "a", "--with=b")) == 0 && list.count == 2 &&
		!strcmp(list.item[1], "b"));
}

static void bad(void)
{
	static const struct {
		char *word;
		const char *why;
	} cases[] = {
		{ "--none", "no option --none" },
		{ "--al", "no option --al" },
		{ "--none=x", "no option --none" },
		{ "-x", "no option -x" },
		{ "-ax", "no option -x" },
		{ "--all=x", "takes no value" },
		{ "--output", "needs FILE" },
		{ "-o", "needs FILE" },
		{ "-j10", "jobs 10 is not from 0 to 9" },
		{ "-jx", "jobs `x`" },
		{ "--jobs=", "jobs ``" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK(parse(WORDS("a", cases[i].word)) == -E_CALL);
		CHECK(strstr(error_text(), cases[i].why));
	}
}

static void help(void)
{
	char text[500] = "";
	FILE *f = fmemopen(text, sizeof text, "w");

	options_help(rows, f);
	options_help(more, f);
	options_help(NULL, f);
	fclose(f);
	CHECK_TEXT(text,
		"  -a, --all                    everything\n"
			 "  -q, --quick                  sooner\n"
			 "  -o, --output FILE            where it goes\n"
			 "  -j, --jobs N                 so many\n"
			 "      --with NAME              this too\n");
}

int main(void)
{
	good();
	bad();
	help();
	arena_free(&arena);
	return test_failed;
}
