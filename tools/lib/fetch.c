// SPDX-License-Identifier: MIT
// The near side of fetching.
#include "fetch.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "progress.h"

enum { LOOK = 100, LIMIT = 48 };	// ms, between two looks at how far it is; bytes

extern char **environ;

static int program_path(char path[PATH_MAX])
{
	const char *told = getenv("ORION_FETCH");

	if (told && *told) {
		snprintf(path, PATH_MAX, "%s", told);
		return 0;
	}
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	if (n < 0)
		return fail(-errno, "/proc/self/exe");
	path[n] = 0;
	char *name = strrchr(path, '/') + 1;
	snprintf(name, (size_t)(path + PATH_MAX - name), "orion-fetch");
	return 0;
}

// The socket becomes its stdin; all else of ours is closed at exec.
static int spawn(pid_t *pid, const char *path, int socket, bool near)
{
	char *argv[] = { (char[]){ "orion-fetch" }, near ? (char[]){ FETCH_NEAR } : NULL, NULL };
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return fail(-rc, "start %s", path);
	rc = posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
	if (!rc)
		rc = posix_spawn(pid, path, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc ? fail(-rc, "start %s, which fetches from afar", path) : 0;
}

static int start(struct fetcher *f, bool near)
{
	char path[PATH_MAX];
	int pair[2], rc = program_path(path);

	if (rc)
		return rc;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return fail(-errno, "socketpair");
	rc = spawn(&f->pid, path, pair[1], near);
	close(pair[1]);
	f->socket = pair[0];
	f->end = 0;
	if (rc)
		close(pair[0]);
	return rc;
}

int fetch_start(struct fetcher *f)
{
	return start(f, false);
}

int fetch_start_near(struct fetcher *f)
{
	return start(f, true);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void fetch_within(struct fetcher *f, unsigned ms)
{
	f->end = ms ? now_ms() + ms : 0;
}

// The first field of a request.
static void write_limit(const struct fetcher *f, char text[LIMIT], uint64_t limit)
{
	int64_t left = f->end - now_ms();

	if (f->end)
		snprintf(text, LIMIT, "%" PRIu64 "/%" PRId64, limit, left > 0 ? left : 1);
	else
		snprintf(text, LIMIT, "%" PRIu64, limit);
}

// One message with a descriptor.
static int request(const struct fetcher *f, const char *text, size_t n, int fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec io = { (void *)(uintptr_t)text, n };
	struct msghdr m = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.room,
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	while (sendmsg(f->socket, &m, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return fail(-errno, "orion-fetch ended");
	return 0;
}

// Waits for the answer. The program writes to the same open file: where that stands says how much has come.
static void count(const struct fetcher *f, int fd, off_t at)
{
	struct pollfd p = { .fd = f->socket, .events = POLLIN };
	bool more = true;

	while (more) {
		more = poll(&p, 1, LOOK) <= 0;
		off_t is = lseek(fd, 0, SEEK_CUR);

		if (is > at) {
			progress_add(PROGRESS_FETCH, (uint64_t)(is - at));
			at = is;
		}
	}
}

static int answer(const struct fetcher *f, const char *url, uint64_t limit)
{
	char text[FETCH_MESSAGE + 1];
	ssize_t n;

	while ((n = recv(f->socket, text, sizeof text - 1, 0)) < 0)
		if (errno != EINTR)
			return fail(-errno, "orion-fetch");
	text[n] = 0;
	if (!n)
		return fail(-EPIPE, "%s: orion-fetch ended", url);
	const char *why = text + strcspn(text, " ");

	if (!strcmp(text, FETCH_DONE))
		return 0;
	if (!strncmp(text, FETCH_ABSENT " ", sizeof FETCH_ABSENT))
		return fail(-ENOENT, "%s:%s", url, why);
	if (!strncmp(text, FETCH_TOO_LONG " ", sizeof FETCH_TOO_LONG))
		return fail(-E_TRUST, "%s: more than %" PRIu64 " bytes", url, limit);
	if (!strncmp(text, FETCH_WHOLE " ", sizeof FETCH_WHOLE))
		return fail(-E_NO, "%s:%s", url, why);
	bool silent = !strncmp(text, FETCH_SILENT " ", sizeof FETCH_SILENT);

	fail(-E_DATA, "%s:%s", url, why);
	return silent ? -ETIMEDOUT : -EIO;	// why it failed is said already
}

// A request of n bytes, and its answer.
static int ask(const struct fetcher *f, const char *text, size_t n, int fd, const char *url,
	uint64_t limit)
{
	off_t at = lseek(fd, 0, SEEK_CUR);
	int rc = request(f, text, n, fd);

	if (!rc && progress_watched(PROGRESS_FETCH))
		count(f, fd, at);
	return rc ? rc : answer(f, url, limit);
}

int fetch_get(struct fetcher *f, const char *url, uint64_t limit, int fd)
{
	char text[FETCH_MESSAGE], first[LIMIT];

	write_limit(f, first, limit);
	int n = snprintf(text, sizeof text, "%s\t%s", first, url);

	if ((size_t)n >= sizeof text)
		return fail(-ENAMETOOLONG, "%s", url);
	return ask(f, text, (size_t)n, fd, url, limit);
}

int fetch_range(struct fetcher *f, const char *url, uint64_t from, uint64_t n, int fd)
{
	char text[FETCH_MESSAGE], first[LIMIT];

	write_limit(f, first, n);
	int length = snprintf(text, sizeof text, "%s\t%" PRIu64 "\t%s", first, from, url);

	if ((size_t)length >= sizeof text)
		return fail(-ENAMETOOLONG, "%s", url);
	return ask(f, text, (size_t)length, fd, url, n);
}

// It ends when its socket does.
void fetch_stop(struct fetcher *f)
{
	int status;

	close(f->socket);
	while (waitpid(f->pid, &status, 0) < 0 && errno == EINTR)
		;
}
