// SPDX-License-Identifier: MIT
// orion-pkg clean: what was fetched, and isn't needed any more, goes.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cache.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "place.h"
#include "repositories.h"
#include "root.h"
#include "supply.h"

static bool own;

// clang-format off
static const struct option rows[] = {
	{ .name = "own", .flag = &own, .help = "the caller's own cache, which search and fetch have: all of it" },
	{ 0 },
};
// clang-format on

static int clean_own(struct call *c, struct cache_sum *sum)
{
	int cache = repositories_cache(&c->arena);

	if (cache < 0)
		return cache;
	int rc = cache_clean(cache, NULL, 0, root_simulate, sum);
	close(cache);
	return rc;
}

static int clean_target(struct call *c, const struct target *t, struct cache_sum *sum)
{
	struct repository_place *place;
	size_t count;
	int rc = place_list(&c->arena, t->root, &place, &count);

	if (rc)
		return rc;
	int cache = file_open(t->root, CACHE_DIRECTORY, O_RDONLY | O_DIRECTORY, 0);
	if (cache < 0)
		return cache == -ENOENT ? 0 : cache;
	rc = cache_clean(cache, place, count, root_simulate, sum);
	close(cache);
	return rc;
}

// The lock keeps out who fetches for a transaction.
static int open_and_clean(struct call *c, struct cache_sum *sum)
{
	struct target t;
	int rc =
		root_simulate ? target_open(&t, &c->arena, root_path) : root_change(&t, c, "clean");

	if (rc)
		return rc;
	rc = clean_target(c, &t, sum);
	target_close(&t);
	return rc;
}

static int run(struct call *c)
{
	struct cache_sum sum = { 0 };
	int rc = own ? clean_own(c, &sum) : open_and_clean(c, &sum);

	if (rc)
		return rc;
	if (c->json) {
		json_open(NULL, '{');
		json_number("files", sum.files);
		json_number("bytes", sum.bytes);
		json_bool("done", !root_simulate);
		json_close();
	} else {
		printf("%" PRIu64 " files, %" PRIu64 " bytes\n", sum.files, sum.bytes);
	}
	return 0;
}

const struct cmd cmd_clean = {
	.name = "clean",
	.operands = "",
	.summary =
		"Take away packages that were fetched, and what is known of repositories that aren't used any more",
	.options = rows,
	.shared = change_rows,
	.help = "The index of a repository that is used stays. What a run fetches that is under way stays, too: this one waits for it.\n",
	.run = run,
};
