// SPDX-License-Identifier: MIT
// The file trial: what is one and what isn't; written, read and taken away.
#include "trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "test.h"

#define A "6161616161616161616161616161616161616161616161616161616161616161"

static const struct {
	int line;
	const char *text, *want;
} bad[] = {
	{ __LINE__, "", "it is one line" },
	{ __LINE__, A "\tprepared\t300\t", "it is one line" },
	{ __LINE__, A "\tprepared\t300\n", "it is one line" },
	{ __LINE__, A "\tprepared\t300\t\t\n", "it is one line" },
	{ __LINE__, A "\tprepared\t300\t\n" A "\n", "it is one line" },
	{ __LINE__, "61\tprepared\t300\t\n", "" },
	{ __LINE__, A "\tready\t300\t\n", "`ready` must be one of" },
	{ __LINE__, A "\tprepared\t9\t\n", "seconds" },
	{ __LINE__, A "\tprepared\t3601\t\n", "seconds" },
	{ __LINE__, A "\tfailed\t300\ta\033[2J\n", "its last field has control characters" },
};

static void refuses(void)
{
	struct trial t;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_AT(bad[i].line, trial_parse(&t, text_of(bad[i].text)) == -E_DATA);
		CHECK_AT(bad[i].line, !strncmp(error_text(), bad[i].want, strlen(bad[i].want)));
	}
}

static void lasts(void)
{
	char base[] = "/tmp/trial_test.XXXXXX";
	struct arena a = { NULL };
	struct trial t = { .state = TRIAL_FAILED, .seconds = 60, .why = TEXT("dnsmasq is not up") };
	struct trial is;

	CHECK(mkdtemp(base));
	CHECK(trial_load(&is, &a, base) == -ENOENT);
	CHECK(!trial_remove(base));
	memset(&t.digest, 'a', sizeof t.digest);
	CHECK(!trial_store(&t, base));
	CHECK(!trial_load(&is, &a, base));
	CHECK(digest_equal(&is.digest, &t.digest) && is.state == TRIAL_FAILED && is.seconds == 60);
	CHECK(text_is(is.why, "dnsmasq is not up"));
	CHECK(!trial_remove(base));
	CHECK(trial_load(&is, &a, base) == -ENOENT);
	CHECK(!rmdir(base));
	arena_free(&a);
}

int main(void)
{
	refuses();
	lasts();
	return test_failed;
}
