// SPDX-License-Identifier: MIT
// The actions of packages, on a directory: what they change is what is on the disk, with all that was done to it there.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actions.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "target.h"
#include "transaction_impl.h"

// Files that actions read, by what is at the beginning of their path.
#define SHELLS "usr/lib/orion/shells/"
#define CERTIFICATES "usr/share/ca-certificates/"
#define MODULES "usr/lib/modules/"
#define SERVICES "etc/orion/services"

static bool brings(const struct source *s, const char *prefix)
{
	const struct manifest *m = s->manifest;

	for (size_t i = 0; i < m->entries; i++)
		if (m->entry[i].type != 'd' && text_starts(m->entry[i].path, prefix))
			return true;
	return false;
}

static bool declares(const struct source *s, const char *what)
{
	const struct manifest *m = s->manifest;

	return !strcmp(what, "accounts")   ? m->users || m->groups
		: !strcmp(what, "services") ? m->services.count > 0
					    : brings(s, what);
}

// True for a package that isn't there afterwards as it was before.
static bool goes(const struct tx *x, const struct source *old)
{
	for (size_t i = 0; i < x->new_sources; i++)
		if (x->new_source[i].manifest == old->manifest)
			return false;
	return true;
}

// True when something of a package that comes or goes is the action's business.
static bool concerned(const struct tx *x, const char *what)
{
	for (size_t i = 0; i < x->new_sources; i++)
		if (x->new_source[i].opk && declares(x->new_source + i, what))
			return true;
	for (size_t i = 0; i < x->old_sources; i++)
		if (goes(x, x->old_source + i) && declares(x->old_source + i, what))
			return true;
	return false;
}

// A file of the disk, mapped; tx_unmap gives it back. -ENOENT, recorded, when there is none.
static int map(struct tx *x, const char *path, struct text *t, struct stat *st)
{
	int fd = file_open_regular(x->target->root, path), rc = 0;

	*t = TEXT("");
	if (fd < 0)
		return fd;
	if (fstat(fd, st))
		rc = fail(-errno, "stat %s", path);
	else if (!S_ISREG(st->st_mode))
		rc = fail(-E_DATA, "%s is no regular file", path);
	else if (st->st_size) {
		void *s = mmap(NULL, (size_t)st->st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		*t = (struct text){ s, (size_t)st->st_size };
		rc = s == MAP_FAILED ? fail(-errno, "mmap %s", path) : 0;
	}
	close(fd);
	if (rc || !t->n)
		return rc;
	x->map = arena_more(x->arena, x->map, x->maps, sizeof *x->map);
	if (!x->map)
		return -ENOMEM;
	x->map[x->maps++] = *t;
	return 0;
}

void tx_unmap(struct tx *x)
{
	for (size_t i = 0; i < x->maps; i++)
		munmap((void *)(uintptr_t)x->map[i].s, x->map[i].n);
}

// The tree gets the content, mode and owner that a path has on the disk.
static int localize(struct tx *x, const char *path, struct text content, const struct stat *st)
{
	int rc = tree_make(&x->new, path, st->st_mode & 07777, content);
	struct node *n = rc ? NULL : tree_find(&x->new, text_of(path));
	struct entry *e = n ? ARENA_NEW(x->arena, struct entry) : NULL;

	if (!e)
		return rc ? rc : -ENOMEM;
	*e = *n->entry;
	e->mode = st->st_mode & 07777;
	e->uid = st->st_uid;
	e->gid = st->st_gid;
	n->entry = e;
	return 0;
}

// A file that an action adds to. One that a package that stays had, and somebody removed, is begun anew.
static int localize_list(struct tx *x, const char *path)
{
	struct stat st;
	struct text content;
	int rc = map(x, path, &content, &st);

	if (!rc)
		return localize(x, path, content, &st);
	if (rc != -ENOENT)
		return rc;
	const struct node *n = tree_find(&x->new, text_of(path));
	return n && n->source && !n->source->opk ? tree_make(&x->new, path, 0644, TEXT("")) : 0;
}

// What an action reads below a directory, of the packages that stay.
static int localize_below(struct tx *x, const char *prefix)
{
	struct tree *t = &x->new;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->count; i++) {
		const struct node *n = t->node + i;
		char path[PATH_LENGTH + 1];
		struct text content;
		struct stat st;

		if (n->entry->type != 'f' || !n->source || n->source->opk ||
			!text_starts(n->entry->path, prefix))
			continue;
		snprintf(path, sizeof path, "%.*s", TEXT_ARG(n->entry->path));
		rc = map(x, path, &content, &st);
		if (!rc)
			rc = localize(x, arena_text(x->arena, path, strlen(path)), content, &st);
	}
	return rc;
}

static bool has(const struct texts *list, struct text t)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->item[i], t))
			return true;
	return false;
}

static bool declared(const struct source *s, size_t count, struct text service)
{
	for (size_t i = 0; i < count; i++)
		if (has(&s[i].manifest->services, service))
			return true;
	return false;
}

// Services that only packages that go had are not started any more.
static int drop_services(struct tx *x)
{
	const struct node *n = tree_find(&x->new, TEXT(SERVICES));
	struct buffer b = { 0 };
	struct text line, rest = n ? n->data : TEXT("");
	bool drops = false;

	if (!n || n->source)
		return 0;
	while (rest.s && text_part(&rest, '\n', &line)) {
		bool drop = declared(x->old_source, x->old_sources, line) &&
			!declared(x->new_source, x->new_sources, line);

		drops = drops || drop;
		if (!drop && (line.n || rest.s))
			buffer_printf(&b, "%.*s\n", TEXT_ARG(line));
	}
	int rc = buffer_error(&b);
	const char *kept = rc ? NULL : arena_text(x->arena, b.n ? b.s : "", b.n);
	if (!rc && drops)
		rc = kept ? tree_make(&x->new, SERVICES, 0644, (struct text){ kept, b.n })
			  : -ENOMEM;
	buffer_free(&b);
	return rc;
}

static int accounts(struct tx *x)
{
	int rc = localize_list(x, "etc/passwd");

	if (!rc)
		rc = localize_list(x, "etc/group");
	if (!rc)
		rc = localize_list(x, "etc/shadow");
	return rc ? rc : action_accounts(&x->new, x->new_source, x->new_sources);
}

static int services(struct tx *x)
{
	int rc = localize_list(x, SERVICES);

	if (!rc)
		rc = drop_services(x);
	return rc ? rc : action_services(&x->new, x->new_source, x->new_sources);
}

static int shells(struct tx *x)
{
	int rc = localize_list(x, "etc/shells");

	if (!rc)
		rc = localize_below(x, SHELLS);
	return rc ? rc : action_shells(&x->new);
}

static int certificates(struct tx *x)
{
	int rc = localize_below(x, CERTIFICATES);

	return rc ? rc : action_certificates(&x->new);
}

static int modules(struct tx *x)
{
	int rc = localize_below(x, MODULES);

	return rc ? rc : action_modules(&x->new);
}

int tx_actions(struct tx *x)
{
	static const struct {
		const char *what;
		int (*run)(struct tx *x);
	} actions[] = {
		{ "accounts", accounts },
		{ "services", services },
		{ SHELLS, shells },
		{ CERTIFICATES, certificates },
		{ MODULES, modules },
	};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof actions / sizeof *actions; i++)
		if (concerned(x, actions[i].what))
			rc = actions[i].run(x);
	return rc;
}
