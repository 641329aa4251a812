// SPDX-License-Identifier: MIT
// Lines from nodes to files: all that is done with bytes that anybody on the network may have sent.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

// The length of a leading <NN> of RFC 3164, 4.1.1, or 0.
static size_t priority(const char *in, size_t n)
{
	size_t i = 1;

	if (n < 3 || in[0] != '<')
		return 0;
	while (i < n && i < 4 && in[i] >= '0' && in[i] <= '9')
		i++;
	return i > 1 && i < n && in[i] == '>' ? i + 1 : 0;
}

size_t log_line(char *out, size_t size, const char *in, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t used = 0;

	while (n && (in[n - 1] == '\n' || in[n - 1] == '\r' || in[n - 1] == '\0'))
		n--;
	for (size_t i = priority(in, n); i < n; i++) {
		unsigned char c = (unsigned char)in[i];
		bool plain = c >= 0x20 && c < 0x7f && c != '\\';

		if (used + (plain ? 1 : 4) >= size)
			break;
		if (plain) {
			out[used++] = (char)c;
			continue;
		}
		out[used++] = '\\';
		out[used++] = 'x';
		out[used++] = hex[c >> 4];
		out[used++] = hex[c & 15];
	}
	out[used] = '\0';
	return used;
}

const char *log_marker(const char *line)
{
	static const char *const markers[] = { "orion: ready ", "orion: times ", "orion: E-" };

	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		const char *at = strstr(line, markers[i]);

		if (at)
			return at;
	}
	return NULL;
}

static bool room(int dir, unsigned most)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	unsigned n = 0;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	for (struct dirent *e; n < most && (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n < most;
}

static void rotate(int dir, const char *name)
{
	char old[256];

	if (snprintf(old, sizeof old, "%s.1", name) < (int)sizeof old)
		renameat(dir, name, dir, old);
}

static int put(int fd, const char *line)
{
	char text[4200];
	int n = snprintf(text, sizeof text, "%s\n", line);

	if (n >= (int)sizeof text)
		return -EMSGSIZE;
	return write(fd, text, (size_t)n) == n ? 0 : errno ? -errno : -EIO;
}

int log_append(int dir, const char *name, const char *line, long limit, unsigned most)
{
	int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
	struct stat st;

	if (!fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW)) {
		if (st.st_size >= limit)
			rotate(dir, name);
	} else if (!room(dir, most)) {
		return -ENOSPC;
	}
	int fd = openat(dir, name, flags | O_CREAT, 0644);

	if (fd < 0)
		return -errno;
	int rc = put(fd, line);

	close(fd);
	return rc;
}
