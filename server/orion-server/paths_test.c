// SPDX-License-Identifier: MIT
// The file `paths` beside a command: what is read, what is refused, where it is looked for.
#include "paths.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

static char top[] = "/tmp/orion-paths.XXXXXX";

static char *below(const char *name)
{
	static char path[2][64];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s%s", top, name);
	return path[turn];
}

static void write_paths(const char *text)
{
	FILE *f = fopen(below("/lib/orion/paths"), "w");

	CHECK(f && fputs(text, f) >= 0 && !fclose(f));
}

static void remove_all(void)
{
	unlink(below("/lib/orion/paths"));
	rmdir(below("/lib/orion"));
	rmdir(below("/lib"));
	rmdir(top);
}

static void refused(const char *text)
{
	write_paths(text);
	CHECK(paths_find_of(below("/bin/orion")) == -E_DATA);
	CHECK(strstr(error_text(), "/lib/orion/paths: "));
	error_clear();
}

int main(void)
{
	CHECK(mkdtemp(top) && !mkdir(below("/lib"), 0755) && !mkdir(below("/lib/orion"), 0755));

	CHECK(!paths_find_of(below("/bin/orion"))); // none: as it was compiled
	CHECK_TEXT(paths.lib, SITE_LIB);
	CHECK_TEXT(paths.run, SITE_RUN);
	CHECK_TEXT(paths.exports, SITE_RUN "/export");

	refused("run\n");
	refused("run x\n");
	refused("run /x y\n");
	refused("base /x\n");

	write_paths("# a comment\n\nrun /var/lib/orion\nexports /\n");
	CHECK(!paths_find_of(below("/build/orion")));
	CHECK(!paths_find_of(below("/bin/x/orion")));
	CHECK(!paths_find_of("orion"));
	CHECK_TEXT(paths.run, SITE_RUN);
	CHECK(!paths_find_of(below("/bin/orion")));
	CHECK_TEXT(paths.lib, below("/lib/orion"));
	CHECK_TEXT(paths.run, "/var/lib/orion");
	CHECK_TEXT(paths.exports, "");
	CHECK_TEXT(paths.base, "/srv/orion");

	remove_all();
	return test_failed;
}
