// SPDX-License-Identifier: MIT
// Sockets and their processes.
#include "sockets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "file.h"

enum { LISTENS = 0x0a, UNCONNECTED = 0x07, TABLE = 64 << 20, WORDS = 4096 };

// Digits of the kernel's tables, in upper case.
static bool hex(uint64_t *v, struct text t)
{
	*v = 0;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];
		int digit = c >= '0' && c <= '9' ? c - '0'
			: c >= 'A' && c <= 'F'   ? c - 'A' + 10
						 : -1;

		if (digit < 0)
			return false;
		*v = *v << 4 | (uint64_t)digit;
	}
	return t.n && t.n <= 16;
}

// The words of a line; several blanks are one.
static size_t words(struct text line, struct text *word, size_t max)
{
	struct text part;
	size_t n = 0;

	while (n < max && text_part(&line, ' ', &part))
		if (part.n)
			word[n++] = part;
	return n;
}

// An IPv4 address is a word in the byte order of the machine; of IPv6, only "all" and IPv4 within matter.
static bool take_address(uint32_t *address, struct text t)
{
	static const char mapped[] = "0000000000000000FFFF0000";
	uint64_t v;

	if (t.n == 32 && text_starts(t, mapped))
		t = (struct text){ t.s + 24, 8 };
	if (t.n == 32) {
		*address = 0;
		return t.s[strspn(t.s, "0")] == ':';
	}
	if (t.n != 8 || !hex(&v, t))
		return false;
	uint8_t b[4];
	uint32_t word = (uint32_t)v;
	memcpy(b, &word, 4);
	*address = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	return true;
}

bool socket_parse(struct bound *b, struct text line, bool tcp)
{
	struct text word[10], local[2];
	uint64_t port, state;

	if (words(line, word, 10) < 10 || text_fields(word[1], ':', local, 2) != 2)
		return false;
	if (!take_address(&b->address, local[0]) || local[1].n != 4 || !hex(&port, local[1]) ||
		word[3].n != 2 || !hex(&state, word[3]))
		return false;
	b->port = (unsigned)port;
	if (text_number(&b->inode, word[9], 0, UINT64_MAX, "inode")) {
		error_clear();
		return false;
	}
	return state == (tcp ? LISTENS : UNCONNECTED);
}

// --- processes

// Has the process a descriptor of that socket?
static bool has(const char *pid, const char *socket)
{
	char path[64], name[sizeof path + 256], target[64];
	bool found = false;

	snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
	DIR *d = opendir(path);
	for (struct dirent *e; d && !found && (e = readdir(d));) {
		snprintf(name, sizeof name, "%s/%s", path, e->d_name);
		ssize_t n = readlink(name, target, sizeof target - 1);
		target[n < 0 ? 0 : n] = 0;
		found = !strcmp(target, socket);
	}
	if (d)
		closedir(d);
	return found;
}

static size_t read_proc(const char *pid, const char *file, char *to, size_t size)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%.20s/%s", pid, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, to, size - 1);
	if (fd >= 0)
		close(fd);
	to[n < 0 ? 0 : n] = 0;
	return n < 0 ? 0 : (size_t)n;
}

// Its words are separated by 0. Of programs that several may run here, ours reads a file of ours.
static bool is_ours(const char *pid, const char *name)
{
	char command[WORDS];
	size_t n = read_proc(pid, "cmdline", command, sizeof command);

	for (size_t i = 0; i < n; i++)
		if (!command[i])
			command[i] = ' ';
	return strcmp(name, "dnsmasq") || strstr(command, "orion");
}

static void find(struct holder *h, uint64_t inode)
{
	char socket[40], name[sizeof h->name];
	DIR *d = opendir("/proc");

	snprintf(socket, sizeof socket, "socket:[%" PRIu64 "]", inode);
	for (struct dirent *e; d && (e = readdir(d));) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9' || !has(e->d_name, socket))
			continue;
		read_proc(e->d_name, "comm", name, sizeof name);
		name[strcspn(name, "\n")] = 0;
		h->pid = (unsigned)strtoul(e->d_name, NULL, 10);
		memcpy(h->name, name, sizeof name);
		h->ours = is_ours(e->d_name, name);
		break;
	}
	if (d)
		closedir(d);
}

// --- ports

// /proc's files say no length: they are read to their end.
static int load(struct buffer *b, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : fail(-errno, "%s", path);
	int rc = file_read_all(b, fd, TABLE, path);
	close(fd);
	return rc;
}

static int look(struct holder *h, const char *path, bool tcp, uint32_t address, unsigned port)
{
	struct buffer b = { 0 };
	struct text t, line;
	struct bound s;
	int rc = load(&b, path);

	t = b.n ? buffer_view(&b) : TEXT("");
	while (!rc && text_line(&t, &line)) {
		if (!socket_parse(&s, line, tcp) || s.port != port ||
			(s.address && s.address != address))
			continue;
		*h = (struct holder){ .name = "the kernel", .ours = true };
		if (s.inode)
			find(h, s.inode);
		rc = 1;
	}
	buffer_free(&b);
	return rc;
}

int socket_holder(struct holder *h, bool tcp, uint32_t address, unsigned port)
{
	int rc = look(h, tcp ? "/proc/net/tcp" : "/proc/net/udp", tcp, address, port);
	return rc ? rc : look(h, tcp ? "/proc/net/tcp6" : "/proc/net/udp6", tcp, address, port);
}
