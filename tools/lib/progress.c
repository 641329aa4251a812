// SPDX-License-Identifier: MIT
// Counting what is done.
#include "progress.h"

#include <stdatomic.h>
#include <stddef.h>

enum {
	TIMES = 1024,
	STEP = 1 << 20
}; // how often the watcher is told; after how much without a total

static void (*watcher)(const struct progress *p);

static struct {
	unsigned depth;	// phases that have begun and not ended
	enum progress_phase phase;	// the outermost
	uint64_t total, step;
	_Atomic uint64_t done, next;	// next: when the watcher is told again
	atomic_flag told;	// it is just being told
} now = { .told = ATOMIC_FLAG_INIT };

void progress_watch(void (*w)(const struct progress *p))
{
	watcher = w;
}

void progress_begin(enum progress_phase phase, uint64_t total)
{
	if (!watcher || now.depth++)
		return;
	now.phase = phase;
	now.total = total;
	now.step = total ? total / TIMES + 1 : STEP;
	atomic_store(&now.done, 0);
	atomic_store(&now.next, now.step);
	watcher(&(struct progress){ phase, 0, total });
}

void progress_end(void)
{
	if (watcher && !--now.depth)
		watcher(NULL);
}

bool progress_watched(enum progress_phase phase)
{
	return now.depth && now.phase == phase;
}

// Who finds that another thread tells the watcher, or has just told it, leaves it at that: the next one tells it more.
void progress_add(enum progress_phase phase, uint64_t n)
{
	if (!progress_watched(phase))
		return;
	uint64_t done = atomic_fetch_add(&now.done, n) + n;
	if (done < atomic_load(&now.next) || atomic_flag_test_and_set(&now.told))
		return;
	if (done >= atomic_load(&now.next)) {
		atomic_store(&now.next, done + now.step);
		watcher(&(struct progress){ phase, done, now.total });
	}
	atomic_flag_clear(&now.told);
}
