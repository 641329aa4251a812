// SPDX-License-Identifier: MIT
// Fuzz target: what a client that sends a build may say. All that it leaves is files of a build, where they belong.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "file.h"
#include "fuzz.h"
#include "incoming.h"
#include "paths.h"
#include "send.h"

static char place[] = "/tmp/orion-receive.XXXXXX";

static void remove_base(void)
{
	file_remove_tree(AT_FDCWD, strrchr(place, '/') + 1);
}

static void make_base(void)
{
	char path[100];

	if (chdir("/tmp") || !mkdtemp(place))
		abort();
	atexit(remove_base);
	snprintf(path, sizeof path, "%s/roles", place);
	mkdir(path, 0700);
	paths.base = place;
}

static void check(int dir, const char *below)
{
	char name[600];
	int fd = openat(dir, *below ? below : ".", O_RDONLY | O_DIRECTORY);
	DIR *d = fdopendir(fd);

	for (struct dirent *e; (e = readdir(d));) {
		snprintf(name, sizeof name, "%s%s%s", below, *below ? "/" : "", e->d_name);
		if (*e->d_name != '.' && strcmp(name, "repository") != 0 && !incoming_takes(name))
			abort();
	}
	closedir(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct incoming in;
	struct base b;
	int fd = memfd_create("said", MFD_CLOEXEC), null = open("/dev/null", O_WRONLY);

	if (!strcmp(paths.base, BASE_PATH))
		make_base();
	if (write(fd, data, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) ||
		base_open(&b, paths.base, true) || incoming_open(&in, &a, &b, true))
		abort();
	send_receive(&in, &a, &b, fd, null);
	check(in.build, "");
	check(in.build, "repository");
	incoming_close(&in, &b);
	base_close(&b);
	arena_free(&a);
	close(fd);
	close(null);
	return 0;
}
