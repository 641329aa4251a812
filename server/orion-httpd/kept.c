// SPDX-License-Identifier: MIT
// Answers that are kept. libmicrohttpd counts who uses one, so that what is dropped here is still sent to its end.
#include "kept.h"

#include <string.h>

// Seconds. File systems count time in ticks of some milliseconds, FAT in two seconds.
enum { SETTLED = 2 };

static size_t place_of(const struct served *file)
{
	return (size_t)file->number % KEPT_ANSWERS;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same(const struct served *a, const struct served *b)
{
	return a->number == b->number && a->device == b->device && a->size == b->size &&
		same_time(&a->changed, &b->changed) && a->modified == b->modified &&
		a->type == b->type && !strcmp(a->etag, b->etag);
}

struct MHD_Response *kept_find(const struct kept *k, const struct served *file)
{
	size_t i = place_of(file);

	return k->place[i].answer && same(&k->place[i].file, file) ? k->place[i].answer : NULL;
}

bool kept_put(struct kept *k, const struct served *file, struct MHD_Response *answer)
{
	size_t i = place_of(file);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec - file->changed.tv_sec <= SETTLED)
		return false;
	if (k->place[i].answer)
		MHD_destroy_response(k->place[i].answer);
	k->place[i].answer = answer;
	k->place[i].file = *file;
	return true;
}

void kept_free(struct kept *k)
{
	for (size_t i = 0; i < KEPT_ANSWERS; i++)
		if (k->place[i].answer)
			MHD_destroy_response(k->place[i].answer);
	*k = (struct kept){ 0 };
}
