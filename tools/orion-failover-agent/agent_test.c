// SPDX-License-Identifier: MIT
// What the mount itself is answered, as a file that says what the kernel would: when it counts, and from when on. And a kernel that takes no
// address.
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "test.h"

static struct agent a;
static struct nfo_probe *const p = &a.peer[0].probe;

static off_t unreadable;	// from there on, when it isn't 0

// Takes the place of the C library's.
ssize_t pread(int fd, void *to, size_t n, off_t at)
{
	if (!unreadable || at < unreadable)
		return syscall(SYS_pread64, fd, to, n, at);
	errno = EIO;
	return -1;
}

static void kernel_says_more(off_t behind, const char *options, unsigned one, unsigned two)
{
	char text[1024];
	int n = snprintf(text, sizeof text,
		"device 10.9.0.1:/root mounted on / with fstype nfs statvers=1.1\n"
		"\topts:\t%s,proto=tcp\n"
		"\txprt:\ttcp 795 1 1 0 0 99 %u 0 99 0 2 0 0\n"
		"\txprt:\ttcp 0 1 1 0 0 99 %u 0 99 0 2 0 0\n"
		"device 10.9.0.1:/other mounted on /other with fstype nfs statvers=1.1\n"
		"\topts:\trw,vers=3,proto=tcp\n"
		"\txprt:\ttcp 796 1 1 0 0 99 %u 0 99 0 2 0 0\n",
		options, one, two, one * 7 + two);

	CHECK(!ftruncate(a.stats, behind) && pwrite(a.stats, text, (size_t)n, behind) == n);
}

static void kernel_says(const char *options, unsigned one, unsigned two)
{
	kernel_says_more(0, options, one, two);
}

// A server that was asked at the time 0, and didn't answer.
static void begin(void)
{
	struct nfo_step step;
	FILE *f = tmpfile();

	memset(&a, 0, sizeof a);
	strcpy(a.source, "10.9.0.1:/root");
	a.peers = 1;
	a.terms = (struct nfo_terms){ .interval = 200, .misses = 3, .identity_size = 1 };
	a.stats = fileno(f);
	nfo_probe_init(p, &a.terms, 1, SECOND);
	CHECK(nfo_probe_next(p, SECOND, 0, &step) == NFO_OPEN);
	nfo_probe_accepted(p, SECOND);
	CHECK(nfo_probe_next(p, SECOND, 0, &step) == NFO_SEND);
	kernel_says("ro,vers=3", 20, 5);
	CHECK(!agent_look(&a) && a.answers == 25 && a.victims.ports == 1);
}

static int64_t heard_at(int64_t ms)
{
	agent_hear(&a, SECOND + ms * MS);
	return (p->heard - SECOND) / MS;
}

static void counts_from_the_look_before(void)
{
	begin();
	CHECK(heard_at(200) == 0);
	kernel_says("ro,vers=3", 21, 5);
	CHECK(heard_at(400) == 200);
	kernel_says("ro,vers=3", 21, 6);	// by a connection that has ended since
	CHECK(heard_at(600) == 400);
	CHECK(heard_at(800) == 400);
	CHECK(nfo_probe_due(p) <= SECOND + 1000 * MS);
	kernel_says("ro,vers=3", 22, 6);
	CHECK(heard_at(900) == 800);
}

static void is_not_looked_at(void)
{
	begin();
	kernel_says("ro,vers=3", 21, 5);
	CHECK(heard_at(199) == 0 && a.answers == 25 && !a.looked);
	p->asked = 0;
	CHECK(heard_at(500) == 0 && a.answers == 25 && !a.looked);
}

// There is a connection no more: answers were those of the one before.
static void connecting(void)
{
	begin();
	CHECK(heard_at(200) == 0);
	nfo_probe_closed(p, "closed the connection", SECOND + 250 * MS);
	kernel_says("ro,vers=3", 30, 5);
	CHECK(heard_at(400) == 0);
}

#define WRITABLE "the mount is writable"
#define UNKNOWN "the kernel doesn't say whether the mount is writable"

static bool is(const char *no, const char *why)
{
	return no && !strcmp(no, why);
}

static void writable(void)
{
	begin();
	kernel_says("rw,vers=3", 20, 6);
	CHECK(is(agent_look(&a), WRITABLE) && a.answers == 26);
}

// So many mounts stand before it as a machine of many containers has.
static void behind_many_others(void)
{
	static const char other[] = "device tmpfs mounted on /mnt with fstype tmpfs\n";
	const off_t size = sizeof other - 1, all = 20000 * size;

	begin();
	for (off_t at = 0; at < all; at += size)
		CHECK(pwrite(a.stats, other, sizeof other - 1, at) == size);
	kernel_says_more(all, "ro,vers=3", 20, 5);
	CHECK(!agent_look(&a) && a.answers == 25);
	CHECK(heard_at(200) == 0);
	kernel_says_more(all, "ro,vers=3", 21, 5);
	CHECK(heard_at(400) == 200);
	kernel_says_more(all, "rw,vers=3", 21, 5);
	CHECK(is(agent_look(&a), WRITABLE));
}

// What isn't there, or can't be read, is neither moved nor alive; its ports are those of before.
static void not_found(void)
{
	begin();
	CHECK(heard_at(200) == 0);
	kernel_says("ro,vers=4.2", 30, 5);
	CHECK(is(agent_look(&a), UNKNOWN) && a.victims.ports == 1 && heard_at(400) == 0);
	CHECK(!ftruncate(a.stats, 0) && is(agent_look(&a), UNKNOWN) && heard_at(600) == 0);
	kernel_says("ro,vers=3", 30, 5);
	CHECK(!agent_look(&a) && a.answers == 35);
	kernel_says("ro,vers=3", 31, 5);
	unreadable = 1;	// after the first piece
	CHECK(is(agent_look(&a), UNKNOWN) && a.answers == 35 && a.victims.ports == 1);
	unreadable = 0;
	CHECK(!agent_look(&a) && a.answers == 36);
}

static int alarm_after(int ms)
{
	struct itimerval after = { .it_value = { .tv_usec = ms * 1000 } };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	CHECK(!sigprocmask(SIG_BLOCK, &set, NULL) && !setitimer(ITIMER_REAL, &after, NULL));
	return signalfd(-1, &set, SFD_CLOEXEC);
}

// Two servers, of which the one in use is dead; it ends when it is told to after that time.
static void run_with_a_dead_server(int ms)
{
	a.terms.interval = 60000;
	a.peers = 2;
	for (unsigned i = 0; i < a.peers; i++)
		peer_init(&a.peer[i], &a.terms, &a.service, 0x0a090001 + i, clock_now());
	a.peer[0].probe.dead = true;
	a.peer[0].probe.retry = NEVER;
	a.peer[1].probe.state = NFO_ALIVE;
	a.peer[1].probe.next_null = a.peer[1].probe.next_read = NEVER;
	a.diag = a.control = -1;
	a.signals = alarm_after(ms);
	CHECK(!setrlimit(RLIMIT_CPU, &(struct rlimit){ 5, 5 }));
	CHECK(!transports_start(&a.transports));
	CHECK(write(a.transports.told, &(uint64_t){ 1 }, sizeof(uint64_t)) > 0);	// so that it looks
	agent_run(&a);
}

// The address of the connection can't be written, which is known at once. The last test: its thread stays.
static void refused_is_asked_again_later(void)
{
	begin();
	a.transports.count = 1;
	a.transports.t[0].dstaddr = open("/dev/null", O_RDONLY | O_CLOEXEC);
	run_with_a_dead_server(400);
	CHECK(a.in_use == 1 && !a.written && a.transports.orders == 2);
}

static void what_is_not_found_stays(void)
{
	begin();
	kernel_says("ro,vers=4.2", 20, 5);
	run_with_a_dead_server(50);
	CHECK(a.in_use == 0 && !a.transports.orders);
	CHECK(is(agent_use(&a, 0x0a090002), UNKNOWN));
	kernel_says("ro,vers=3", 20, 5);
	CHECK(!agent_use(&a, 0x0a090002) && a.in_use == 1);
}

int main(void)
{
	counts_from_the_look_before();
	is_not_looked_at();
	connecting();
	writable();
	behind_many_others();
	not_found();
	what_is_not_found_stays();
	refused_is_asked_again_later();
	return test_failed;
}
