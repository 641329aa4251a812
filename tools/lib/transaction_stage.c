// SPDX-License-Identifier: MIT
// Writing what is new beside everything, where nobody sees it: the staging directories, and who fills them.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "apply.h"
#include "arena.h"
#include "cpus.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "target.h"
#include "transaction_impl.h"

enum {
	RESERVE = 1 << 20,	// bytes for the lists' and directories' growth
	CREW = 2,	// threads: each has a frame, packed and not, of 1 MiB
	STACK = 512 << 10,
};

static int stopped(const struct tx *x)
{
	return x->order->stop && x->order->stop() ? fail(-EINTR, "stopped") : 0;
}

// All but the contents of packages, in the order of the tree: a directory before what is in it.
static int stage_tree(struct writer *w)
{
	const struct tree *t = &w->x->new;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->count; i++)
		if (w->x->staged[i] && (t->node[i].entry->type != 'f' || !t->node[i].source))
			rc = writer_put(w, t->node + i);
	return rc ? rc : stopped(w->x);
}

// The contents of one package, in its own order: each frame is read once.
static int stage_content(struct writer *w, size_t source)
{
	const struct source *s = w->x->new_source + source;
	const uint32_t *node = w->x->content[source];
	int rc = 0;

	if (!s->opk)
		return 0;
	opk_share(s->opk, &w->room);
	for (size_t i = 0; !rc && i < s->manifest->entries; i++) {
		if (!node[i])
			continue;
		rc = stopped(w->x);
		if (!rc)
			rc = writer_put(w, w->x->new.node + node[i] - 1);
	}
	opk_close(s->opk);
	return during(rc, "%s", s->name);
}

// --- who writes contents: package after package is taken by who is free

struct crew {
	struct tx *x;
	atomic_size_t next;	// source that nobody has taken yet
	atomic_bool failed;
};

struct member {
	struct crew *crew;
	struct writer writer;
	pthread_t thread;
	int rc;
	char why[2000];	// with rc
};

static void *work(void *arg)
{
	struct member *m = arg;
	struct crew *c = m->crew;

	for (;;) {
		size_t source = atomic_fetch_add(&c->next, 1);

		if (source >= c->x->new_sources || atomic_load(&c->failed))
			return NULL;
		m->rc = stage_content(&m->writer, source);
		if (m->rc)
			break;
	}
	snprintf(m->why, sizeof m->why, "%s", error_text());
	atomic_store(&c->failed, true);
	return NULL;
}

// How many threads: one for a processor that this process may use, and for a package.
static size_t crew_size(const struct tx *x)
{
	size_t count = 0;

	for (size_t i = 0; i < x->new_sources; i++)
		count += x->new_source[i].opk != NULL;
	if (cpus() < 2 || count < 2)
		return 1;
	return CREW;
}

static bool start(struct member *m)
{
	pthread_attr_t how;

	if (pthread_attr_init(&how))
		return false;
	bool good = !pthread_attr_setstacksize(&how, STACK) &&
		!pthread_create(&m->thread, &how, work, m);
	pthread_attr_destroy(&how);
	return good;
}

// The first member is this thread. Who can't be started isn't missed: the others do the work.
static int stage_contents(struct tx *x)
{
	struct crew crew = { .x = x };
	struct member member[CREW] = { 0 };
	size_t size = crew_size(x), started = 1;
	int rc = 0;

	for (size_t i = 0; !rc && i < size; i++) {
		member[i].crew = &crew;
		rc = writer_open(&member[i].writer, x);
	}
	while (!rc && started < size && start(member + started))
		started++;
	if (!rc)
		work(member);
	for (size_t i = 1; i < started; i++)
		pthread_join(member[i].thread, NULL);
	for (size_t i = 0; i < size; i++) {
		writer_close(&member[i].writer);
		if (!rc && member[i].rc) {
			fail(-E_DATA, "%s", member[i].why);
			rc = member[i].rc;
		}
	}
	return rc;
}

static int write_all(struct tx *x)
{
	struct writer w;
	int rc = writer_open(&w, x);

	if (!rc)
		rc = stage_tree(&w);
	writer_close(&w);
	return rc ? rc : stage_contents(x);
}

// --- where it is written

static int open_own(struct tx *x)
{
	int state = x->target->state;

	if (mkdirat(state, APPLY_STAGE, 0700))
		return fail(-errno, "make " TARGET_STATE "/" APPLY_STAGE);
	x->place[0].fd = file_open(state, APPLY_STAGE, O_RDONLY | O_DIRECTORY, 0);
	return x->place[0].fd < 0 ? x->place[0].fd : 0;
}

static int open_elsewhere(struct tx *x, struct place *place)
{
	char path[PATH_LENGTH + 1];
	const char *name;

	snprintf(path, sizeof path, "%.*s", TEXT_ARG(place->path));
	int parent = file_open_parent(x->target->root, path, &name), rc = 0;
	if (parent < 0)
		return parent;
	if (mkdirat(parent, name, 0700))
		rc = fail(-errno, "make %s", path);
	close(parent);
	if (!rc)
		place->fd = file_open(x->target->root, path, O_RDONLY | O_DIRECTORY, 0);
	return rc ? rc : place->fd < 0 ? place->fd : 0;
}

// What apply_clean must know of is written down before it is there.
static int list_elsewhere(struct tx *x)
{
	struct buffer b = { 0 };

	for (size_t i = 1; i < x->places; i++) {
		buffer_text(&b, x->place[i].path);
		buffer_add(&b, "\n", 1);
	}
	int rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(x->place[0].fd, "elsewhere", 0600, b.s, b.n);
	buffer_free(&b);
	return rc;
}

static int enough_space(const struct tx *x, const struct place *place)
{
	struct statvfs fs;

	if (fstatvfs(place->fd, &fs))
		return fail(-errno, "statvfs");
	uint64_t need = place->bytes + RESERVE;
	uint64_t have = (uint64_t)fs.f_bavail * fs.f_frsize;
	const char *below = place->path.n ? "a file system below it" : "it";
	if (need > have)
		return fail(-E_DATA, "%s: %" PRIu64 " MB are needed, %s has %" PRIu64 " MB",
			x->target->path, need / 1000000 + 1, below, have / 1000000);
	if (fs.f_files && place->files + 8 > fs.f_favail)
		return fail(-E_DATA,
			"%s: %" PRIu64 " files are to be made, %s has room for %" PRIu64,
			x->target->path, place->files, below, (uint64_t)fs.f_favail);
	return 0;
}

static int open_places(struct tx *x)
{
	int rc = open_own(x);

	if (!rc && x->places > 1)
		rc = list_elsewhere(x);
	for (size_t i = 1; !rc && i < x->places; i++)
		rc = open_elsewhere(x, x->place + i);
	for (size_t i = 0; !rc && i < x->places; i++)
		rc = enough_space(x, x->place + i);
	return rc;
}

int tx_stage(struct tx *x)
{
	int rc = open_places(x);

	return rc ? rc : write_all(x);
}

void tx_close_places(struct tx *x)
{
	for (size_t i = 0; i < x->places; i++)
		if (x->place[i].fd >= 0)
			close(x->place[i].fd);
}
