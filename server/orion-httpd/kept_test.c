// SPDX-License-Identifier: MIT
// An answer is found again for the file that it was made of, and for no other.
#include "kept.h"

#include <stddef.h>

#include "test.h"

static struct kept kept;
static const char type[] = "text/plain", other_type[] = "text/plain";

static struct served file(ino_t number)
{
	struct served f = { .size = 5, .modified = 7, .device = 3, .number = number, .type = type };

	f.changed = (struct timespec){ 1000, 9 };
	strcpy(f.etag, "\"5-7\"");
	return f;
}

static struct MHD_Response *answer(void)
{
	struct MHD_Response *r =
		MHD_create_response_from_buffer(5, (char[]){ "12345" }, MHD_RESPMEM_MUST_COPY);

	CHECK(r);
	return r;
}

static void any_difference_is_another_file(void)
{
	struct MHD_Response *r = answer();
	struct served f = file(1);

	CHECK(!kept_find(&kept, &f) && kept_put(&kept, &f, r) && kept_find(&kept, &f) == r);
#define DIFFERS(field, value) \
	do { \
		f = file(1); \
		f.field = value; \
		CHECK(!kept_find(&kept, &f)); \
	} while (0)
	DIFFERS(size, 6);
	DIFFERS(modified, 8);
	DIFFERS(device, 4);
	DIFFERS(number, 2);
	DIFFERS(number, 1 + KEPT_ANSWERS);	// the same place
	DIFFERS(changed.tv_sec, 1001);
	DIFFERS(changed.tv_nsec, 8);
	DIFFERS(etag[1], '6');
	DIFFERS(type, other_type);
#undef DIFFERS
	f = file(1);
	CHECK(kept_find(&kept, &f) == r);
}

static void the_last_one_has_the_place(void)
{
	struct served f = file(1), g = file(1 + KEPT_ANSWERS);
	struct MHD_Response *r = answer();

	CHECK(kept_put(&kept, &g, r) && kept_find(&kept, &g) == r && !kept_find(&kept, &f));
}

static void what_has_just_changed_isnt_kept(void)
{
	struct served f = file(5);
	struct MHD_Response *r = answer();

	clock_gettime(CLOCK_REALTIME, &f.changed);
	CHECK(!kept_put(&kept, &f, r) && !kept_find(&kept, &f));
	f.changed.tv_sec += 100;	// the clock was put back
	CHECK(!kept_put(&kept, &f, r));
	f.changed.tv_sec -= 110;
	CHECK(kept_put(&kept, &f, r) && kept_find(&kept, &f) == r);
}

int main(void)
{
	any_difference_is_another_file();
	the_last_one_has_the_place();
	what_has_just_changed_isnt_kept();
	kept_free(&kept);
	CHECK(!kept.place[5].answer);
	return test_failed;
}
