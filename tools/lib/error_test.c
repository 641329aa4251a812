// SPDX-License-Identifier: MIT
// The record: what, why, and what was being done.
#include "error.h"

#include <errno.h>
#include <stdlib.h>

#include "test.h"

int main(void)
{
	CHECK_TEXT(error_text(), "");
	CHECK(fail(-ENOENT, "open %s", "etc/x") == -ENOENT);
	CHECK_TEXT(error_text(), "open etc/x: No such file or directory");
	CHECK(during(-ENOENT, "package %s", "musl") == -ENOENT);
	CHECK_TEXT(error_text(), "package musl: open etc/x: No such file or directory");
	CHECK(during(0, "nothing") == 0 && during(3, "nothing") == 3);
	CHECK_TEXT(error_text(), "package musl: open etc/x: No such file or directory");
	CHECK(fail(-E_DATA, "line %d\n\033[31m\377", 3) == -E_DATA);
	CHECK_TEXT(error_text(), "line 3??[31m?");

	char *big = calloc(1, 10001);
	memset(big, 'x', 10000);
	fail(-ENOENT, "%s", big);
	for (int i = 0; i < 10; i++)
		during(-1, "%s", big);
	CHECK(strlen(error_text()) < 2000);
	free(big);
	error_clear();
	CHECK_TEXT(error_text(), "");
	return test_failed;
}
