// SPDX-License-Identifier: MIT
// Cleaning a cache: what nothing needs goes, an index that is of use and what isn't the cache's stay.
#include "cache.h"

#include <stdlib.h>
#include <unistd.h>

#include "file.h"
#include "place.h"
#include "test.h"

static void run(const char *command)
{
	if (system(command)) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

static void begin(void)
{
	run("rm -rf cache outside && mkdir -p cache/site/package-dir cache/gone cache/strange outside &&"
	    "for f in site/index-1.zst site/package-1.opk site/.package-2.opk.77 site/.index-2.zst.new site/notes"
	    " gone/index-3.zst gone/package-3.opk strange/index-4.zst strange/mine file; do"
	    " head -c 5000 /dev/zero >cache/$f; done &&"
	    "echo x >outside/package-5.opk && ln -s ../outside cache/link && ln -s ../../outside/package-5.opk cache/site/package-6.opk");
}

int main(void)
{
	struct repository_place site = { .name = "site", .url = { "http://x" }, .urls = 1 };
	struct cache_sum sum;

	begin();
	int cache = file_open_dir("cache");
	run("find . ! -name before | sort >before");
	CHECK(!cache_clean(cache, &site, 1, true, &sum) && sum.files == 7);
	run("find . ! -name before ! -name after | sort >after && cmp before after && rm before after");
	CHECK(!cache_clean(cache, &site, 1, false, &sum) && sum.files == 7 &&
		sum.bytes >= 6 * 5000);
	run("test \"$(cd cache && find . | sort | tr '\\n' ' ')\" ="
	    " '. ./file ./link ./site ./site/index-1.zst ./site/notes ./site/package-dir ./strange ./strange/mine '");
	run("test -e outside/package-5.opk");
	CHECK(!cache_clean(cache, &site, 1, false, &sum) && !sum.files && !sum.bytes);
	CHECK(!cache_clean(cache, NULL, 0, false, &sum) && sum.files == 1);
	close(cache);
	return test_failed;
}
