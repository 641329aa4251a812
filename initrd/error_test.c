// SPDX-License-Identifier: MIT
// What is recorded of a failure.
#include "error.h"
#include "test.h"

int main(void)
{
	char longer[600];

	CHECK(fail("E-HTTP", "status %d\x1b[2J", 404) == -1);
	CHECK_TEXT(failure()->code, "E-HTTP");
	CHECK_TEXT(failure()->text, "status 404?[2J");
	CHECK(during(-1, "server %s", "x") == -1);
	CHECK_TEXT(failure()->text, "server x: status 404?[2J");
	CHECK(during(0, "nothing") == 0);
	CHECK_TEXT(failure()->text, "server x: status 404?[2J");
	memset(longer, 'a', sizeof longer);
	longer[sizeof longer - 1] = 0;
	fail("E-A-CODE-LONGER-THAN-THERE-IS-ROOM", "%s", longer);
	CHECK(strlen(failure()->text) < sizeof failure()->text);
	failure_clear();
	CHECK(!failure()->code[0]);
	return test_failed;
}
