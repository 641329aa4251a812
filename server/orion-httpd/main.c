// SPDX-License-Identifier: MIT
// orion-httpd: serves files over HTTP to firmware, loaders, nodes and package managers, and takes reports of nodes. One process,
// one thread; nothing but its directories can be reached from it.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "answer.h"
#include "arena.h"
#include "confine.h"
#include "error.h"
#include "file.h"
#include "listener.h"
#include "options.h"
#include "text.h"

enum {
	CONNECTION_BYTES =
		8192, // memory of a connection: the head of a request fits, or is refused
	STOP_SECONDS = 5,	// for answers under way
	TICK = 1000,	// milliseconds
	REPORTS_BURST = 10,
};

static const char *listen_on = "80", *user, *spool, *noted;
static uint64_t connections = 1024, per_address = 64, requests = 1000, idle = 30;
static bool help;

static const struct option options[] = {
	{ 'l', "listen", "[ADDRESS:]PORT", "where, an IPv6 address in [] (80)",
		.text = &listen_on },
	{ 'u', "user", "NAME", "whom to become once it listens", .text = &user },
	{ 's', "spool", "DIRECTORY", "take reports, a file each", .text = &spool },
	{ 'n', "note", "NAME", "of the files below /NAME/, leave in the spool who got one",
		.text = &noted },
	{ 'c', "connections", "N", "at most so many at a time (1024)", .number = &connections,
		.max = 100000 },
	{ 'a', "per-address", "N", "of these from one address (64)", .number = &per_address,
		.max = 100000 },
	{ 'r', "requests", "N", "of one address in a second (1000)", .number = &requests,
		.max = 1000000000 },
	{ 'i', "idle", "SECONDS", "of silence until a connection is closed (30)", .number = &idle,
		.max = 3600 },
	{ 'h', "help", NULL, "print this", .flag = &help },
	{ .name = NULL },
};

#define USAGE "usage: orion-httpd [OPTION...] DIRECTORY [NAME=DIRECTORY...]\n"

static volatile sig_atomic_t stop;

static void on_stop(int sig)
{
	(void)sig;
	stop = 1;
}

// Everything is looked up when it is asked for, so there is nothing to load again at a SIGHUP.
static void handle_signals(void)
{
	struct sigaction end = { .sa_handler = on_stop }, ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

static int open_tree(struct tree *t, char *operand, bool first)
{
	char *equals = first ? NULL : strchr(operand, '=');

	if (!first &&
		(!equals || equals == operand || *operand == '.' ||
			      memchr(operand, '/', (size_t)(equals - operand))))
		return fail(-E_CALL, "%s: it must be NAME=DIRECTORY", operand);
	if (equals)
		*equals = 0;
	char *dir = equals ? equals + 1 : operand, *mark = strstr(dir, "/./");
	if (mark)
		*mark = 0;
	t->name = first ? "" : operand;
	t->below = mark ? mark + strlen("/./") : "";
	t->dir = file_open_dir(dir);
	return t->dir < 0 ? t->dir : 0;
}

static int open_trees(struct arena *a, struct trees *trees, int argc, char **argv)
{
	struct tree *tree = ARENA_ARRAY(a, struct tree, (size_t)argc);
	int rc = tree ? 0 : -ENOMEM;

	for (int i = 0; i < argc && !rc; i++)
		rc = open_tree(&tree[i], argv[i], !i);
	*trees = (struct trees){ tree, (size_t)argc };
	return rc;
}

// A connection has a socket, and a file while it is sent.
static int allow_descriptors(void)
{
	struct rlimit l;
	rlim_t need = 2 * connections + 32;

	if (getrlimit(RLIMIT_NOFILE, &l))
		return fail(-errno, "descriptors");
	if (l.rlim_cur >= need)
		return 0;
	l.rlim_cur = need;
	l.rlim_max = l.rlim_max < need ? need : l.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &l)
		? fail(-errno, "--connections %" PRIu64 ": %ju descriptors", connections,
			(uintmax_t)need)
		: 0;
}

static struct MHD_Daemon *start(struct server *s, int fd)
{
	return MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, answer, s, MHD_OPTION_LISTEN_SOCKET,
		fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)idle, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_BYTES, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
		MHD_OPTION_NOTIFY_CONNECTION, answer_connection, s, MHD_OPTION_NOTIFY_COMPLETED,
		answer_end, s, MHD_OPTION_URI_LOG_CALLBACK, answer_begin, s, MHD_OPTION_END);
}

// Once around: what there is to do, at most so long. The log is written once for all of it.
static void turn(struct server *s, struct MHD_Daemon *d, int32_t milliseconds)
{
	static uint64_t looked;
	uint64_t now;

	MHD_run_wait(d, milliseconds);
	now = connections_now();
	if (now - looked >= TICK) {
		connections_expire(&s->connections);
		looked = now;
	}
	fflush(stdout);
}

static void loop(struct server *s, struct MHD_Daemon *d)
{
	while (!stop)
		turn(s, d, TICK);
	int fd = MHD_quiesce_daemon(d);
	uint64_t end = connections_now() + STOP_SECONDS * 1000;
	if (fd >= 0)
		close(fd);
	connections_close_idle(&s->connections);
	while (s->connections.first && connections_now() < end)
		turn(s, d, 100);
	MHD_stop_daemon(d);
	puts("orion-httpd: stopped");
}

static void tell(const struct confinement *c, int fd)
{
	char name[LISTENER_NAME];

	listener_name(name, fd);
	printf("orion-httpd: listens on %s\n", name);
	if (!c->landlock)
		puts("orion-httpd: this kernel has no Landlock: only user, openat2 and seccomp keep it in its directories");
	if (c->root)
		puts("orion-httpd: it runs as root: --user says whom to become");
	fflush(stdout);
}

// Opens all that needs rights, gives them up, serves.
static int serve(struct server *s)
{
	struct confinement c = { .user = user, .trees = &s->trees, .spool = -1 };
	int rc = allow_descriptors();

	if (rc)
		return rc;
	if (spool && (c.spool = file_open_dir(spool)) < 0)
		return c.spool;
	s->spool = c.spool;
	s->noted = noted;
	int fd = listener_open(listen_on);
	if (fd < 0)
		return fd;
	handle_signals();
	struct MHD_Daemon *d = start(s, fd);
	if (!d)
		return fail(-E_DATA, "libmicrohttpd doesn't start");
	rc = confine(&c);
	if (rc) {
		MHD_stop_daemon(d);
		return rc;
	}
	tell(&c, fd);
	loop(s, d);
	kept_free(&s->kept);
	return 0;
}

static int run(struct arena *a, int argc, char **argv)
{
	static const struct option *const sets[] = { options, NULL };
	static struct server s;	// its tables are too large for a stack
	int operands = options_parse(a, sets, argc - 1, argv + 1);

	if (operands < 0)
		return operands;
	if (help) {
		printf(USAGE
			"Serves the files of DIRECTORY over HTTP, and those of other directories below /NAME/.\n\n");
		options_help(options, stdout);
		return 0;
	}
	if (!operands)
		return fail(
			-E_CALL, "which DIRECTORY is to be served? `orion-httpd --help` says more");
	if (!connections || !per_address || !requests || !idle)
		return fail(-E_CALL, "--connections, --per-address, --requests, --idle: not 0");
	if (noted && !spool)
		return fail(-E_CALL, "--note wants a --spool");
	s.requests.rate = s.requests.burst = requests;
	s.reports.rate = 1;
	s.reports.burst = REPORTS_BURST;
	int rc = open_trees(a, &s.trees, operands, argv + 1);
	return rc ? rc : serve(&s);
}

int main(int argc, char **argv)
{
	static char buffer[65536];
	struct arena arena = { NULL };

	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	int rc = run(&arena, argc, argv);
	if (rc)
		fprintf(stderr, "orion-httpd: %s\n", error_text());
	else if (ferror(stdout) | fflush(stdout))
		rc = -EIO;
	arena_free(&arena);
	return !rc ? 0 : rc == -E_CALL ? 2 : 3;
}
