// SPDX-License-Identifier: MIT
// The side that has the build.
#include "send.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "build.h"
#include "bundle_file.h"
#include "error.h"
#include "file.h"
#include "marks.h"
#include "pinned.h"
#include "progress.h"

extern char **environ;

struct sent {
	const char *name, *path;
	uint64_t size;
	int fd;
	struct mark *mark;
	unsigned char *wanted;	// a bit a block
};

struct sending {
	struct arena *arena;
	const char *host;
	struct sent *item;
	size_t count;
	pid_t pid;
	int to, from;
	bool heard;	// something, from the server
};

// --- what is to be there

static bool is_listed(const struct sending *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->item[i].name, name))
			return true;
	return false;
}

// A file that may be absent.
static int add(struct sending *s, const char *name, const char *path)
{
	struct stat st;

	if (!name || !path)
		return -ENOMEM;
	if (is_listed(s, name))
		return 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT ? 0 : fail(-errno, "open %s", path);
	struct sent *item = arena_more(s->arena, s->item, s->count, sizeof *item);
	if (!item || fstat(fd, &st)) {
		close(fd);
		return item ? fail(-errno, "%s", path) : -ENOMEM;
	}
	s->item = item;
	item += s->count++;
	*item = (struct sent){ .name = name, .path = path, .size = (uint64_t)st.st_size, .fd = fd };
	return marks_make(&item->mark, s->arena, fd, item->size, path);
}

static int add_packages(struct sending *s, const struct build *build, const struct bundle_file *b)
{
	struct arena *a = s->arena;
	struct pinned *p;
	struct text lock;
	size_t count = 0;
	int rc = bundle_load(b, a, "lock", PINNED_LENGTH, &lock);

	if (!rc)
		rc = pinned_parse(&p, &count, a, lock);
	for (size_t i = 0; !rc && i < count; i++) {
		const char *name = arena_printf(a, "repository/%.*s-%.*s.%.*s.opk",
			TEXT_ARG(p[i].name), TEXT_ARG(p[i].version), TEXT_ARG(b->arch));

		rc = name ? add(s, name, arena_printf(a, "%s%s", build->packages, name + 10))
			  : -ENOMEM;
	}
	return rc;
}

static int add_bundle(
	struct sending *s, const struct build *build, const char *path, const char *role)
{
	struct bundle_file b;
	const char *name = strrchr(path, '/') + 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc = fd < 0 ? fail(-errno, "open %s", path) : bundle_open(&b, s->arena, fd, NULL);

	if (!rc && (!role || text_is(b.role, role))) {
		rc = add(s, name, path);
		if (!rc)
			rc = add(s, arena_printf(s->arena, "%s" BUILD_SIGNATURE, name),
				arena_printf(s->arena, "%s" BUILD_SIGNATURE, path));
		if (!rc && build->packages)
			rc = add_packages(s, build, &b);
	}
	if (fd >= 0)
		close(fd);
	return during(rc, "%s", path);
}

static int list(struct sending *s, const char *dir, const char *role)
{
	struct build build;
	int rc = build_open(&build, s->arena, dir);

	for (size_t i = 0; !rc && i < build.bundles; i++)
		rc = add_bundle(s, &build, build.bundle[i], role);
	if (!rc && !s->count)
		rc = fail(-E_NO, "%s has no bundle of role %s", dir, role);
	return rc ? rc : add(s, BUILD_KEY, arena_printf(s->arena, "%s/" BUILD_KEY, dir));
}

// --- the other side

// ssh puts words together for a shell there: all of ours are fixed, or names of a-z, 0-9 and -.
static int start(struct sending *s, const char *role, const char *channel)
{
	const char *to = channel ? channel : "candidate";
	char *where = arena_printf(s->arena, "%s%s%s", role ? role : "", role ? "/" : "", to);
	char *host = arena_text(s->arena, s->host, strlen(s->host));
	char *argv[] = { (char[]){ "ssh" }, (char[]){ "-T" }, (char[]){ "--" }, host,
		(char[]){ "orion" }, (char[]){ "publish" }, (char[]){ "--receive" },
		(char[]){ "-" }, where, NULL };
	posix_spawn_file_actions_t actions;
	int in[2], out[2];

	if (!where || !host)
		return -ENOMEM;
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return fail(-errno, "make a pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	int rc = posix_spawnp(&s->pid, "ssh", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	s->to = in[1];
	s->from = out[0];
	return rc ? fail(-rc, "run ssh") : 0;
}

static int say(struct sending *s, const void *data, size_t n)
{
	return file_write(s->to, data, n, "to the server");
}

static int say_list(struct sending *s)
{
	int rc = say(s, SEND_HEAD, sizeof SEND_HEAD - 1);

	for (size_t i = 0; !rc && i < s->count; i++) {
		const struct sent *x = s->item + i;
		const char *line = arena_printf(
			s->arena, "file\t%s\t%llu\n", x->name, (unsigned long long)x->size);

		rc = line ? say(s, line, strlen(line)) : -ENOMEM;
		if (!rc)
			rc = say(s, x->mark, marks_count(x->size) * sizeof *x->mark);
	}
	return rc ? rc : say(s, "end\n", 4);
}

static int hear(struct sending *s, void *data, size_t n)
{
	ssize_t k = file_read_some(s->from, data, n, "from the server");

	s->heard = s->heard || k > 0;
	return k < 0 ? (int)k : (size_t)k < n ? fail(-E_DATA, "the server said no more") : 0;
}

static int hear_wanted(struct sending *s, uint64_t *bytes)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->count; i++) {
		struct sent *x = s->item + i;
		size_t count = marks_count(x->size);

		x->wanted = ARENA_ARRAY(s->arena, unsigned char, count / 8 + 1);
		rc = x->wanted ? hear(s, x->wanted, (count + 7) / 8) : -ENOMEM;
		for (size_t k = 0; !rc && k < count; k++)
			if (x->wanted[k / 8] >> k % 8 & 1)
				*bytes += marks_length(x->size, k);
	}
	return rc;
}

static int say_blocks(struct sending *s, const struct sent *x)
{
	char block[MARKS_BLOCK];
	int rc = 0;

	for (size_t k = 0; !rc && k < marks_count(x->size); k++) {
		size_t n = marks_length(x->size, k);

		if (!(x->wanted[k / 8] >> k % 8 & 1))
			continue;
		rc = file_read_at(x->fd, block, n, (uint64_t)k * MARKS_BLOCK, x->path);
		if (!rc)
			rc = say(s, block, n);
		progress_add(PROGRESS_COPY, n);
	}
	return rc;
}

// What it prints is for whoever called us.
static int relay(struct sending *s)
{
	char piece[4096];
	ssize_t n;

	close(s->to);
	s->to = -1;
	while ((n = read(s->from, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			fwrite(piece, 1, (size_t)n, stdout);
	return n < 0 ? fail(-errno, "from the server") : 0;
}

static int talk(struct sending *s)
{
	uint64_t bytes = 0, all = 0;
	int rc = say_list(s);

	if (!rc)
		rc = hear_wanted(s, &bytes);
	for (size_t i = 0; i < s->count; i++)
		all += s->item[i].size;
	if (!rc)
		fprintf(stderr, "orion: %.1f of %.1f MB are to be sent to %s\n",
			(double)bytes / 1e6, (double)all / 1e6, s->host);
	progress_begin(PROGRESS_COPY, bytes);
	for (size_t i = 0; !rc && i < s->count; i++)
		rc = say_blocks(s, s->item + i);
	progress_end();
	return rc ? rc : relay(s);
}

// Its end says more than that it didn't listen.
static int finish(struct sending *s, int rc)
{
	int status = 0;

	if (s->to >= 0)
		close(s->to);
	close(s->from);
	while (waitpid(s->pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(-errno, "wait for ssh");
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return rc;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return fail(-E_NO, "%s says no", s->host);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 255)
		return fail(-E_DATA,
			s->heard
				? "the connection to %s broke: the same command goes on where it ended"
				 : "no answer from %s: ssh says above why",
			s->host);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(-E_DATA, "%s has no command orion: is it a server?", s->host);
	return fail(-E_DATA,
		"%s: what was sent there is kept: the same command sends what is missing", s->host);
}

int send_build(
	struct arena *a, const char *host, const char *dir, const char *role, const char *channel)
{
	struct sending s = { .arena = a, .host = host, .to = -1, .from = -1 };

	if (!*host || *host == '-')
		return fail(-E_CALL, "`%s` is no name of a host", host);
	int rc = list(&s, dir, role);
	if (!rc) {
		signal(SIGPIPE, SIG_IGN);
		rc = start(&s, role, channel);
		if (!rc)
			rc = finish(&s, talk(&s));
	}
	for (size_t i = 0; i < s.count; i++)
		close(s.item[i].fd);
	return rc;
}
