// SPDX-License-Identifier: MIT
// A directory as the kernel's is; and what the threads write.
#include "transports.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void put_transport(const char *dir, const char *info, const char *dstaddr)
{
	char path[128];

	mkdir(dir, 0755);
	snprintf(path, sizeof path, "%s/xprt_info", dir);
	put(path, info);
	snprintf(path, sizeof path, "%s/dstaddr", dir);
	put(path, dstaddr);
}

#define INFO(port) "last_used=1\nmain_xprt=1\nsrc_port=" port "\ntasks_queuelen=0\ndst_port=2049\n"

// The second switch is the mount's; one of its connections is closed.
static void make_tree(void)
{
	mkdir("tree", 0755);
	mkdir("tree/switch-0", 0755);
	mkdir("tree/switch-1", 0755);
	put("tree/switch-1/xprt_switch_info", "num_xprts=2\n");
	put_transport("tree/switch-0/xprt-0-tcp", INFO("701"), "10.9.0.1\n");
	put_transport("tree/switch-1/xprt-1-tcp", "<closed>\n", "10.9.0.1\n");
	put_transport("tree/switch-1/xprt-2-tcp", INFO("700"), "10.9.0.1\n");
	put_transport("tree/switch-1/xprt-3-local", INFO("700"), "x\n");
}

static const struct nfs_mount mount = { .port = { 699, 700 }, .ports = 2 };

static void finds_those_of_the_mount(void)
{
	static const struct nfs_mount other = { .port = { 5 }, .ports = 1 };
	struct transports ts;

	make_tree();
	CHECK(transports_open(&ts, "nowhere", &mount) == -E_DATA);
	CHECK(transports_open(&ts, "tree", &other) == -E_DATA);
	CHECK(!transports_open(&ts, "tree", &mount));
	CHECK(ts.count == 2 && ts.port == 2049 && ts.address == 0x0a090001);
}

static void refuses_what_cannot_be_moved(void)
{
	static const char *const wrong[] = { "fd00::1\n", "10.9.0.2\n", "<closed>\n", "",
		"10.9.0.1" };
	struct transports ts;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		put("tree/switch-1/xprt-1-tcp/dstaddr", wrong[i]);
		CHECK(transports_open(&ts, "tree", &mount) == -E_DATA);
	}
	put("tree/switch-1/xprt-1-tcp/dstaddr", "10.9.0.1\n");
}

static int wait_for(struct transports *ts)
{
	struct pollfd told = { ts->told, POLLIN, 0 };
	uint64_t n;
	int error;

	while (!transports_moved(ts, &error))
		if (poll(&told, 1, 5000) != 1 || read(ts->told, &n, sizeof n) < 0)
			return -ETIMEDOUT;
	return error;
}

static bool is(const char *path, const char *text)
{
	char got[64] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, got, sizeof got - 1);

	close(fd);
	return n > 0 && !strcmp(got, text);
}

static void writes_all(void)
{
	static struct transports ts;

	CHECK(!transports_open(&ts, "tree", &mount) && !transports_start(&ts));
	for (uint32_t last = 2; last < 9; last++) {
		transports_move(&ts, 0x0a090000 | last);
		CHECK(!wait_for(&ts));
	}
	CHECK(is("tree/switch-1/xprt-1-tcp/dstaddr", "10.9.0.8\n"));
	CHECK(is("tree/switch-1/xprt-2-tcp/dstaddr", "10.9.0.8\n"));
	CHECK(is("tree/switch-0/xprt-0-tcp/dstaddr", "10.9.0.1\n"));
	transports_move(&ts, ts.address);	// the same again is written, too
	CHECK(!wait_for(&ts));
	int fd = open("tree", O_RDONLY);
	dup2(fd, ts.t[1].dstaddr);	// can't be written to
	transports_move(&ts, 0x0a090001);
	CHECK(wait_for(&ts) == -EBADF);
	close(fd);
}

int main(void)
{
	finds_those_of_the_mount();
	refuses_what_cannot_be_moved();
	writes_all();
	return test_failed;
}
