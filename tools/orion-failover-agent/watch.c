// SPDX-License-Identifier: MIT
// orion-failover-agent watch: opens all that it needs of the machine, then watches.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"
#include "buffer.h"
#include "clock.h"
#include "cmd.h"
#include "control.h"
#include "error.h"
#include "file.h"
#include "identity.h"
#include "say.h"

enum {
	FILE_LIMIT = 1 << 20,
	INTERVAL_MIN = 20,
	INTERVAL_MAX = 60000,
	MISSES_MIN = 2,
	MISSES_MAX = 100
};

static const char *sample;
static uint64_t interval = 200, misses = 3, back_after;
static bool manual, background;

// clang-format off
static const struct option rows[] = {
	{ .letter = 's', .name = "sample", .argument = "FILE", .text = &sample,
	  .help = "a large file of the mount, of which blocks are read now and then" },
	{ .letter = 'i', .name = "interval", .argument = "MS", .number = &interval, .max = INTERVAL_MAX,
	  .help = "milliseconds between two probes of a server (200)" },
	{ .letter = 'm', .name = "misses", .argument = "N", .number = &misses, .max = MISSES_MAX,
	  .help = "so many intervals without an answer are a death (3)" },
	{ .name = "back-after", .argument = "SECONDS", .number = &back_after, .max = 86400,
	  .help = "go back when the first server was alive for so long (never)" },
	{ .name = "manual", .flag = &manual, .help = "move only when `move` is called" },
	{ .letter = 'b', .name = "background", .flag = &background, .help = "return when it watches" },
	{ 0 },
};
// clang-format on

// --- the mount

static int not_version_3(void)
{
	return fail(
		-E_DATA, "it is no mount of NFS version 3 by TCP: mount it with vers=3,proto=tcp");
}

static int is_fit(const struct nfs_mount *m)
{
	if (mounts_option(m, "failover"))
		return fail(-E_NO, "the kernel moves it already: nfs-failover(4)");
	if (!mounts_option(m, "vers=3") || !mounts_option(m, "proto=tcp"))
		return not_version_3();
	if (!mounts_option(m, "ro"))
		return fail(-E_DATA, "it can be written to: what is written has one server");
	return m->ports ? 0 : fail(-E_DATA, "it has no connection");
}

// Other mounts of the same client would move, too: none of them may be writable.
static int is_alone(struct text stats, const struct nfs_mount *m)
{
	struct nfs_mount other;

	while (mounts_next(&stats, &other)) {
		bool shared = false;

		for (unsigned i = 0; i < other.ports; i++)
			shared |= mounts_port(m, other.port[i]);
		if (shared && !mounts_option(&other, "ro"))
			return fail(-E_DATA,
				"%.*s can be written to and has the same connections: mount it with vers=4.2",
				TEXT_ARG(other.at));
	}
	return 0;
}

// A file of /proc doesn't say how long it is.
static int load(struct buffer *b, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(-errno, "%s", path);
	int rc = file_read_all(b, fd, FILE_LIMIT, path);
	close(fd);
	return rc;
}

static int find_in(struct text info, struct text stats, int id, struct nfs_mount *m)
{
	struct text rest = stats;
	struct mount_line line;

	if (!mounts_find(info, (uint64_t)id, &line))
		return fail(-E_DATA, "/proc/self/mountinfo doesn't have its mount");
	while (mounts_next(&rest, m))
		if (text_equal(m->source, line.source) && text_equal(m->at, line.at)) {
			int rc = is_fit(m);

			return rc ? rc : is_alone(stats, m);
		}
	return not_version_3();
}

static int find_mount(struct agent *a, int id)
{
	struct buffer info = { 0 }, stats = { 0 };
	struct nfs_mount m;
	int rc = load(&info, "/proc/self/mountinfo");

	if (!rc)
		rc = load(&stats, "/proc/self/mountstats");
	if (!rc)
		rc = find_in(buffer_view(&info), buffer_view(&stats), id, &m);
	if (!rc && m.source.n >= sizeof a->source)
		rc = fail(-E_DATA, "the name of the mount is too long");
	if (!rc)
		memcpy(a->source, m.source.s, m.source.n);
	if (!rc)
		rc = transports_open(&a->transports, TRANSPORTS, &m);
	buffer_free(&info);
	buffer_free(&stats);
	return rc;
}

static int open_mount(struct agent *a, const char *file)
{
	int id, rc = identity_read(&a->terms, file, sample, &id);

	if (!rc)
		rc = during(find_mount(a, id), "%s", file);
	if (rc)
		return rc;
	a->stats = open("/proc/self/mountstats", O_RDONLY | O_CLOEXEC);
	return a->stats < 0 ? fail(-errno, "/proc/self/mountstats") : 0;
}

// --- the servers

static int take_server(struct agent *a, const char *word, int64_t now)
{
	uint32_t address;

	if (strchr(word, ':'))
		return fail(-E_CALL,
			"%s: servers are IPv4 addresses: the kernel lets no others be changed",
			word);
	if (ipv4_parse(&address, text_of(word)))
		return during(-E_CALL, "SERVER");
	for (unsigned i = 0; i < a->peers; i++)
		if (a->peer[i].address == address)
			return fail(-E_CALL, "%s is named twice", word);
	peer_init(&a->peer[a->peers++], &a->terms, &a->service, address, now);
	return 0;
}

static int take_servers(struct call *c, struct agent *a)
{
	int64_t now = clock_now();
	int rc = 0;

	for (int i = 1; !rc && i < c->argc; i++)
		rc = take_server(a, c->argv[i], now);
	return rc;
}

// Where the mount is now.
static int take_active(struct agent *a)
{
	char text[IPV4_TEXT];

	while (a->in_use < a->peers && a->peer[a->in_use].address != a->transports.address)
		a->in_use++;
	if (a->in_use < a->peers)
		return 0;
	ipv4_write(text, a->transports.address);
	return fail(-E_CALL, "the mount is on %s: it must be among the servers", text);
}

// --- the machine

static int set_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return n < 0 ? fail(-errno, "%s", path) : 0;
}

// Runs also when memory is short and the processors are busy: what frees memory may wait for this program.
static int take_rights(void)
{
	struct sched_param low = { .sched_priority = 1 };

	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		return fail(-errno, "lock memory");
	if (sched_setscheduler(0, SCHED_FIFO, &low))
		say("no real-time priority: %s",
			strerror(errno)); // cgroups of version 1 have none to give
	if (prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0))
		say("memory may run short: %s", strerror(errno));
	return set_text("/proc/self/oom_score_adj", "-1000");
}

static int open_signals(int *fd)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return fail(-errno, "signals");
	*fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd < 0 ? fail(-errno, "signals") : 0;
}

static void set_up(struct agent *a)
{
	a->terms.interval = (unsigned)interval;
	a->terms.misses = (unsigned)misses;
	a->service.reserved = true;
	a->manual = manual;
	a->back_after = (int64_t)back_after * SECOND;
}

static int open_all(struct call *c, struct agent *a)
{
	int rc = take_servers(c, a);

	if (!rc && geteuid())
		rc = fail(-EPERM, "only root can do that");
	if (!rc)
		rc = a->control = control_listen();
	if (rc >= 0)
		rc = open_mount(a, c->argv[0]);
	if (!rc)
		rc = take_active(a);
	if (!rc)
		rc = diag_open(&a->diag);
	if (!rc)
		rc = open_signals(&a->signals);
	if (rc)
		return rc;
	a->service.port = a->transports.port;
	a->victims.to = (uint16_t)a->transports.port;
	agent_look(a);
	rc = take_rights();
	return rc ? rc : transports_start(&a->transports);
}

static int watch(struct call *c, int ready)
{
	static struct agent a;

	set_up(&a);
	int rc = open_all(c, &a);
	if (!rc)
		rc = say_open();
	if (rc)
		return rc;
	say("%s: watching %u servers, on %s", a.source, a.peers, a.peer[a.in_use].name);
	if (ready >= 0 && write(ready, "", 1) != 1)
		return fail(-errno, "say that it watches");
	if (ready >= 0)
		dup2(STDOUT_FILENO, STDERR_FILENO);
	agent_run(&a);
	say("told to end");
	return 0;
}

// --- the background

static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; null >= 0 && fd < 2; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	setsid();
}

// Standard error stays what it is until it watches: it says why it doesn't.
static int watch_in_background(struct call *c)
{
	int ready[2], status;
	char c1;

	if (pipe2(ready, O_CLOEXEC))
		return fail(-errno, "pipe");
	pid_t pid = fork();
	if (pid < 0)
		return fail(-errno, "fork");
	if (!pid) {
		close(ready[0]);
		leave_terminal();
		return watch(c, ready[1]);
	}
	close(ready[1]);
	if (read(ready[0], &c1, 1) == 1)
		return 0;
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		_exit(WEXITSTATUS(status));	// it has said why
	return fail(-E_DATA, "it died");
}

static int run(struct call *c)
{
	if (interval < INTERVAL_MIN)
		return fail(-E_CALL, "--interval is from %d to %d", INTERVAL_MIN, INTERVAL_MAX);
	if (misses < MISSES_MIN)
		return fail(-E_CALL, "--misses is from %d to %d", MISSES_MIN, MISSES_MAX);
	return background ? watch_in_background(c) : watch(c, -1);
}

const struct cmd cmd_watch = {
	.name = "watch",
	.operands = "FILE SERVER...",
	.summary =
		"Watch the servers of the NFS mount that FILE is on, and move it when its own is gone",
	.min = 2,
	.max = 1 + SERVERS_MAX,
	.options = rows,
	.help = "FILE: its handle and first 4096 bytes are what a server must have to be moved to.\n"
		"SERVER: IPv4 addresses, in the order of preference; the one in use is among them.\n",
	.run = run,
};
