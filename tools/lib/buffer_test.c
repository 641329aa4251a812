// SPDX-License-Identifier: MIT
// The buffer: what was written is in it, and its first error stays.
#include "buffer.h"

#include <errno.h>

#include "error.h"
#include "test.h"

int main(void)
{
	struct buffer b = { 0 };

	CHECK(buffer_view(&b).n == 0);
	for (int i = 0; i < 1000; i++)
		buffer_printf(&b, "%d,", i % 10);
	buffer_text(&b, TEXT("end"));
	buffer_add(&b, NULL, 0);
	CHECK(buffer_view(&b).n == 2003 && text_starts(buffer_view(&b), "0,1,2,"));
	CHECK(!memcmp(buffer_view(&b).s + 1998, "9,end", 5) && !buffer_error(&b));
	buffer_add(&b, "x", SIZE_MAX / 2);
	buffer_text(&b, TEXT("more"));
	CHECK(buffer_error(&b) == -ENOMEM && strstr(error_text(), "memory"));
	CHECK(buffer_view(&b).n == 2003);
	buffer_free(&b);
	CHECK(buffer_view(&b).n == 0 && !buffer_error(&b));
	return test_failed;
}
