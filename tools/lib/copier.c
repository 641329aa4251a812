// SPDX-License-Identifier: MIT
// Copying ahead of who reads.
#include "copier.h"

#include <fcntl.h>

#include "cpus.h"
#include "file.h"
#include "progress.h"

enum { PIECE = 1 << 20 };

// The next piece, behind `done` bytes: how many there are then, or negative and recorded.
static int64_t copy_piece(const struct copier *c, uint64_t done)
{
	size_t n = c->size - done < PIECE ? (size_t)(c->size - done) : PIECE;
	int rc = file_copy_at(c->from, c->to, n, done, c->what);

	// It goes to the disk while the rest is copied; what was written is asked for later, by fsync.
	sync_file_range(c->to, (off_t)done, (off_t)n, SYNC_FILE_RANGE_WRITE);
	progress_add(PROGRESS_COPY, n);
	return rc ? rc : (int64_t)(done + n);
}

static void keep(struct copier *c, int64_t done)
{
	if (done >= 0) {
		c->done = (uint64_t)done;
		return;
	}
	c->rc = (int)done;
	error_keep(&c->why);
}

static void *work(void *arg)
{
	struct copier *c = arg;
	bool more = c->size;

	while (more) {
		int64_t done = copy_piece(c, c->done);	// nobody else writes that

		pthread_mutex_lock(&c->lock);
		keep(c, done);
		more = !c->rc && !c->stop && c->done < c->size;
		pthread_cond_signal(&c->more);
		pthread_mutex_unlock(&c->lock);
	}
	return NULL;
}

void copier_begin(struct copier *c, int from, uint64_t size, int to, const char *what)
{
	*c = (struct copier){ .from = from,
		.to = to,
		.size = size,
		.what = what,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.more = PTHREAD_COND_INITIALIZER };
	c->runs = cpus() > 1 && !pthread_create(&c->thread, NULL, work, c);
}

int copier_wait(struct copier *c, uint64_t end)
{
	if (end > c->size)
		return fail(-E_DATA, "%s ends early", c->what);
	pthread_mutex_lock(&c->lock);
	while (!c->rc && c->done < end)
		if (c->runs)
			pthread_cond_wait(&c->more, &c->lock);
		else
			keep(c, copy_piece(c, c->done));
	int rc = c->done < end ? c->rc : 0;
	pthread_mutex_unlock(&c->lock);
	if (rc)
		error_restore(&c->why);
	return rc;
}

void copier_end(struct copier *c)
{
	if (!c->runs)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	c->runs = false;
}
