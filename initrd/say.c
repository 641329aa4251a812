// SPDX-License-Identifier: MIT
// Lines on the consoles.
#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "file.h"

static int consoles[CONSOLES_MAX];
static int count;

static void open_one(const char *name)
{
	char path[64];

	if (count == CONSOLES_MAX || strlen(name) > 32)
		return;
	snprintf(path, sizeof path, "/dev/%s", name);
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		consoles[count++] = fd;
}

void say_open(void)
{
	char list[256], *save = NULL;

	if (file_read("/sys/class/tty/console/active", list, sizeof list) > 0)
		for (char *n = strtok_r(list, " \n", &save); n; n = strtok_r(NULL, " \n", &save))
			open_one(n);
	if (!count)
		open_one("console");
}

// A console that takes nothing for a fifth of a second loses the rest: nothing waits for it.
static void put(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t w = write(fd, s, n);
		struct pollfd p = { .fd = fd, .events = POLLOUT };

		if (w > 0) {
			s += w;
			n -= (size_t)w;
		} else if (w < 0 && errno != EAGAIN && errno != EINTR) {
			return;
		} else if (poll(&p, 1, 200) == 0) {
			return;
		}
	}
}

static void line(const char *prefix, const char *fmt, va_list ap)
{
	char buf[640];
	int n = snprintf(buf, sizeof buf, "%s", prefix);
	int m = vsnprintf(buf + n, sizeof buf - (size_t)n - 1, fmt, ap);

	if (m < 0)
		return;
	size_t len = strlen(buf);
	buf[len++] = '\n';
	for (int i = 0; i < count; i++)
		put(consoles[i], buf, len);
}

void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line("orion: init: ", fmt, ap);
	va_end(ap);
}

void say_plain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line("orion: ", fmt, ap);
	va_end(ap);
}

// Keys come one by one, without waiting for the end of a line.
static void raw(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) == 0 && (t.c_lflag & ICANON)) {
		t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		tcsetattr(fd, TCSANOW, &t);
	}
}

int say_key(int ms, int *fd)
{
	struct pollfd p[CONSOLES_MAX];

	for (int i = 0; i < count; i++) {
		raw(consoles[i]);
		p[i] = (struct pollfd){ .fd = consoles[i], .events = POLLIN };
	}
	if (poll(p, (nfds_t)count, ms) <= 0)
		return -1;
	for (int i = 0; i < count; i++) {
		unsigned char c;

		if (!(p[i].revents & POLLIN) || read(p[i].fd, &c, 1) != 1)
			continue;
		*fd = p[i].fd;
		return c;
	}
	poll(NULL, 0, ms < 100 ? ms : 100);	// a hung-up line must not make us spin
	return -1;
}
