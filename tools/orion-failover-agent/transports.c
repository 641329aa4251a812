// SPDX-License-Identifier: MIT
// The connections of an NFS client (net/sunrpc/sysfs.c). The kernel takes any text for an address, says that it went well, and
// goes nowhere with a wrong one: what is written here comes of a number.
#include "transports.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../server/orion-server/ipv4.h"
#include "error.h"
#include "number.h"

enum { STACK = 32 * 1024, TEXT_MAX = 1024 };

// --- finding

static int read_file(int dir, const char *name, char *to, size_t room)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, to, room - 1);

	if (fd >= 0)
		close(fd);
	to[n > 0 ? n : 0] = 0;
	return n < 0 ? -1 : 0;
}

// The number behind NAME= in lines of that form, or 0.
static unsigned value(const char *lines, const char *name)
{
	struct text rest = text_of(lines), line;
	size_t n = strlen(name);
	uint64_t v = 0;

	while (text_line(&rest, &line))
		if (text_starts(line, name) &&
			number_parse(&v, line.s + n, line.n - n, 1, UINT16_MAX))
			v = 0;
	return (unsigned)v;
}

static bool is_tcp(const char *name)
{
	size_t n = strlen(name);

	return !strncmp(name, "xprt-", 5) && n > 4 && !strcmp(name + n - 4, "-tcp");
}

// Is a connection of the directory one of the mount's? Then the port of NFS, else 0. A closed one has none.
static unsigned port_of(int dir, const char *name, const struct nfs_mount *m)
{
	char path[300], info[TEXT_MAX];

	snprintf(path, sizeof path, "%s/xprt_info", name);
	if (!is_tcp(name) || read_file(dir, path, info, sizeof info))
		return 0;
	return mounts_port(m, (uint16_t)value(info, "src_port=")) ? value(info, "dst_port=") : 0;
}

static unsigned port_in(int dir, const struct nfs_mount *m)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	unsigned port = 0;

	for (struct dirent *e; d && !port && (e = readdir(d));)
		port = port_of(dir, e->d_name, m);
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	return port;
}

static int address_of(int fd, uint32_t *address)
{
	char text[64];
	ssize_t n = pread(fd, text, sizeof text, 0);
	struct text rest = { text, n > 0 ? (size_t)n : 0 }, line;

	if (!text_line(&rest, &line))
		return fail(-E_DATA, "the kernel doesn't say where it goes");
	if (memchr(line.s, ':', line.n))
		return fail(-E_DATA, "%.*s: IPv6 is not what the kernel lets be changed",
			TEXT_ARG(line));
	return ipv4_parse(address, line);
}

static int open_one(struct transports *ts, int dir, const char *name)
{
	struct transport *t = &ts->t[ts->count];
	char path[300];
	uint32_t address;

	if (ts->count == PORTS_MAX)
		return fail(-E_DATA, "the mount has more than %d connections", PORTS_MAX);
	snprintf(path, sizeof path, "%s/dstaddr", name);
	t->dstaddr = openat(dir, path, O_RDWR | O_CLOEXEC);
	if (t->dstaddr < 0)
		return fail(-errno, "%s", path);
	int rc = during(address_of(t->dstaddr, &address), "%s", path);
	if (!rc && ts->count && address != ts->address)
		rc = fail(-E_DATA, "the mount's connections go to several servers");
	ts->address = address;
	ts->count++;
	return rc;
}

// All of a directory of connections, which are one client's.
static int open_all(struct transports *ts, int dir)
{
	DIR *d = fdopendir(dir);
	int rc = d ? 0 : fail(-errno, "connections");

	for (struct dirent *e; !rc && (e = readdir(d));)
		if (is_tcp(e->d_name))
			rc = open_one(ts, dir, e->d_name);
	if (d)
		closedir(d);
	else
		close(dir);
	return rc;
}

static int find(struct transports *ts, DIR *switches, const struct nfs_mount *m)
{
	for (struct dirent *e; (e = readdir(switches));) {
		int dir = strncmp(e->d_name, "switch-", 7)
			? -1
			: openat(dirfd(switches), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (dir < 0)
			continue;
		ts->port = port_in(dir, m);
		if (ts->port)
			return open_all(ts, dir);
		close(dir);
	}
	return fail(-E_DATA, "none of the connections is the mount's");
}

int transports_open(struct transports *ts, const char *dir, const struct nfs_mount *m)
{
	DIR *switches = opendir(dir);

	*ts = (struct transports){ .told = -1 };
	if (!switches && errno == ENOENT)
		return fail(-E_DATA,
			"there is no %s: it takes Linux 5.14 or newer, and sysfs at /sys", dir);
	if (!switches)
		return fail(-errno, "%s", dir);
	int rc = during(find(ts, switches, m), "%s", dir);
	closedir(switches);
	return rc;
}

// --- writing

static uint64_t take(int fd)
{
	uint64_t n = 0;

	return read(fd, &n, sizeof n) == sizeof n ? n : 0;
}

static void give(int fd)
{
	if (write(fd, &(uint64_t){ 1 }, sizeof(uint64_t)) < 0)
		return;	// it is full: somebody will look
}

static int write_address(int fd, uint32_t address)
{
	char text[IPV4_TEXT + 1];

	ipv4_write(text, address);
	strcat(text, "\n");
	return pwrite(fd, text, strlen(text), 0) < 0 ? errno : 0;
}

// Several orders while one waits are carried out as the last of them.
static void *writer(void *of)
{
	struct transport *t = of;

	for (;;) {
		take(t->order);
		uint64_t wanted = atomic_load(&t->wanted);

		if (wanted == atomic_load(&t->written))
			continue;
		atomic_store(&t->error, write_address(t->dstaddr, (uint32_t)wanted));
		atomic_store(&t->written, wanted);
		give(t->told);
	}
	return NULL;
}

static int start(struct transport *t, const pthread_attr_t *attr)
{
	t->order = eventfd(0, EFD_CLOEXEC);
	if (t->order < 0)
		return fail(-errno, "eventfd");
	int e = pthread_create(&t->writer, attr, writer, t);
	return e ? fail(-e, "thread") : 0;
}

int transports_start(struct transports *ts)
{
	pthread_attr_t attr;
	int rc = 0;

	ts->told = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ts->told < 0)
		return fail(-errno, "eventfd");
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK > PTHREAD_STACK_MIN ? STACK : PTHREAD_STACK_MIN);
	for (unsigned i = 0; !rc && i < ts->count; i++) {
		ts->t[i].told = ts->told;
		rc = start(&ts->t[i], &attr);
	}
	pthread_attr_destroy(&attr);
	return rc;
}

void transports_move(struct transports *ts, uint32_t address)
{
	uint64_t wanted = (uint64_t)++ts->orders << 32 | address;

	ts->address = address;
	for (unsigned i = 0; i < ts->count; i++) {
		atomic_store(&ts->t[i].wanted, wanted);
		give(ts->t[i].order);
	}
}

bool transports_moved(const struct transports *ts, int *error)
{
	*error = 0;
	for (unsigned i = 0; i < ts->count; i++) {
		const struct transport *t = &ts->t[i];

		if (atomic_load(&t->written) != atomic_load(&t->wanted))
			return false;
		if (atomic_load(&t->error))
			*error = -atomic_load(&t->error);
	}
	return true;
}
