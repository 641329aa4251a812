// SPDX-License-Identifier: MIT
// Phases, what is added to them, and who is told.
#include "progress.h"

#include <pthread.h>

#include "test.h"

static struct progress last;
static unsigned told, ended;

static void watch(const struct progress *p)
{
	if (!p) {
		ended++;
		return;
	}
	told++;
	last = *p;
}

static void unwatched(void)
{
	progress_begin(PROGRESS_FETCH, 10);
	progress_add(PROGRESS_FETCH, 10);
	CHECK(!progress_watched(PROGRESS_FETCH));
	progress_end();
}

static void counts(void)
{
	told = ended = 0;
	progress_begin(PROGRESS_FETCH, 10);
	CHECK(told == 1 && last.phase == PROGRESS_FETCH && !last.done && last.total == 10);
	progress_add(PROGRESS_FETCH, 4);
	CHECK(told == 2 && last.done == 4);
	progress_add(PROGRESS_CHECK, 4);	// of another phase
	CHECK(told == 2 && progress_watched(PROGRESS_FETCH) && !progress_watched(PROGRESS_CHECK));
	progress_end();
	CHECK(ended == 1 && !progress_watched(PROGRESS_FETCH));
	progress_add(PROGRESS_FETCH, 4);
	CHECK(told == 2);
}

// The inner phase is part of the outer one, and ends nothing.
static void nests(void)
{
	told = ended = 0;
	progress_begin(PROGRESS_CHECK, 10);
	progress_begin(PROGRESS_CHECK, 5);
	progress_add(PROGRESS_CHECK, 5);
	CHECK(told == 2 && last.done == 5 && last.total == 10);
	progress_end();
	progress_begin(PROGRESS_COPY, 7);
	progress_add(PROGRESS_COPY, 7);
	progress_end();
	progress_add(PROGRESS_CHECK, 2);
	CHECK(!ended && told == 3 && last.done == 7);
	progress_end();
	CHECK(ended == 1);
}

// Many small pieces are not told each.
static void seldom(void)
{
	told = 0;
	progress_begin(PROGRESS_CHECK, 1000000);
	for (int i = 0; i < 1000000; i++)
		progress_add(PROGRESS_CHECK, 1);
	CHECK(told > 1000 && told < 1100 && last.done > 999000);
	progress_end();
	told = 0;
	progress_begin(PROGRESS_PACK, 0);
	for (int i = 0; i < 4096; i++)
		progress_add(PROGRESS_PACK, 1024);
	CHECK(told == 5 && last.done == 4096 * 1024 && !last.total);
	progress_end();
}

static void *add(void *arg)
{
	for (int i = 0; i < 500000; i++)
		progress_add(PROGRESS_APPLY, 1);
	return arg;
}

static void two_threads(void)
{
	pthread_t other;

	told = 0;
	progress_begin(PROGRESS_APPLY, 1000001);
	CHECK(!pthread_create(&other, NULL, add, NULL));
	add(NULL);
	pthread_join(other, NULL);
	progress_add(PROGRESS_APPLY, 1000);	// surely told
	CHECK(told > 1 && told < 1100 && last.done == 1001000);
	progress_end();
}

int main(void)
{
	unwatched();
	progress_watch(watch);
	counts();
	nests();
	seldom();
	two_threads();
	return test_failed;
}
