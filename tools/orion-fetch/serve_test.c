// SPDX-License-Identifier: MIT
// The whole way of what comes from afar: a server that is honest, absent, endless, slow or sends elsewhere; this program, confined,
// as orion-pkg starts it; and a repository read through it.
#include "serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "confine.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "get.h"
#include "key.h"
#include "opk.h"
#include "pack.h"
#include "publish.h"
#include "repository.h"
#include "test.h"

static struct arena arena;
static char base[64];	// http://127.0.0.1:PORT

// The search for leaks takes rights that confine() gives up.
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

// --- the server: a process for each connection

static void say(int c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(int c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdprintf(c, fmt, ap);
	va_end(ap);
}

static void say_file(int c, const char *path)
{
	char data[4096];
	int fd = open(path, O_RDONLY);

	if (fd < 0) {
		say(c, "HTTP/1.0 404 Not Found\r\n\r\n");
		return;
	}
	say(c, "HTTP/1.0 200 OK\r\n\r\n");
	for (ssize_t n; (n = read(fd, data, sizeof data)) > 0;)
		if (write(c, data, (size_t)n) < 0)
			break;
}

static void respond(int c, const char *path)
{
	char zeros[4096] = { 0 };

	if (!strcmp(path, "/hello")) {
		say(c, "HTTP/1.0 200 OK\r\n\r\nhello");
	} else if (!strcmp(path, "/moved")) {
		say(c, "HTTP/1.0 302 Found\r\nLocation: /hello\r\n\r\n");
	} else if (!strcmp(path, "/circle")) {
		say(c, "HTTP/1.0 302 Found\r\nLocation: /circle\r\n\r\n");
	} else if (!strcmp(path, "/elsewhere")) {
		say(c, "HTTP/1.0 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n");
	} else if (!strcmp(path, "/broken")) {
		say(c, "HTTP/1.0 500 Broken\r\n\r\n");
	} else if (!strcmp(path, "/cut")) {
		say(c, "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nhello");
	} else if (!strcmp(path, "/announced")) {
		say(c, "HTTP/1.0 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
	} else if (!strcmp(path, "/silent")) {
		say(c, "HTTP/1.0 200 OK\r\n\r\n");
		pause();
	} else if (!strcmp(path, "/endless") || strstr(path, "endless-")) {
		say(c, "HTTP/1.0 200 OK\r\n\r\n");
		while (write(c, zeros, sizeof zeros) > 0)
			;
	} else {
		say_file(c, path + 1);
	}
}

static void serve_one(int c)
{
	char request[4096], path[1024] = "";
	ssize_t n = read(c, request, sizeof request - 1);

	request[n > 0 ? n : 0] = 0;
	sscanf(request, "GET %1023s", path);
	respond(c, path);
	shutdown(c, SHUT_WR);
	while (read(c, request, sizeof request) > 0)
		;
}

static pid_t start_server(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(!bind(s, (struct sockaddr *)&a, n) && !listen(s, 10));
	CHECK(!getsockname(s, (struct sockaddr *)&a, &n));
	snprintf(base, sizeof base, "http://127.0.0.1:%d", ntohs(a.sin_port));
	pid_t pid = fork();
	if (pid) {
		close(s);
		return pid;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	for (int c; (c = accept(s, NULL, NULL)) >= 0; close(c))
		if (!fork()) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			serve_one(c);
			_exit(0);
		}
	_exit(1);
}

// --- addresses

static const struct {
	int line;
	const char *path;
	uint64_t limit;
	int rc;
	const char *why;
} cases[] = {
	{ __LINE__, "/hello", 5, 0, NULL },
	{ __LINE__, "/moved", 5, 0, NULL },
	{ __LINE__, "/hello", 4, -E_TRUST, "more than 4 bytes" },
	{ __LINE__, "/endless", 100000, -E_TRUST, "more than 100000 bytes" },
	{ __LINE__, "/announced", 100000, -E_TRUST, "more than 100000 bytes" },
	{ __LINE__, "/absent", 5, -ENOENT, "404" },
	{ __LINE__, "/broken", 5, -EIO, "500" },
	{ __LINE__, "/cut", 100, -EIO, NULL },
	{ __LINE__, "/circle", 5, -EIO, "redirects" },
	{ __LINE__, "/elsewhere", 5000, -EIO, "rotocol" },
};

static void addresses(void)
{
	struct fetcher f;

	CHECK(fetch_start(&f) == 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char url[200], got[8] = "";
		int fd = memfd_create("test", MFD_CLOEXEC);

		snprintf(url, sizeof url, "%s%s", base, cases[i].path);
		int rc = fetch_get(&f, url, cases[i].limit, fd);
		CHECK_AT(cases[i].line, rc == cases[i].rc);
		if (!rc)
			CHECK_AT(cases[i].line, pread(fd, got, 7, 0) == 5 && !strcmp(got, "hello"));
		else if (cases[i].why && !strstr(error_text(), cases[i].why))
			CHECK_TEXT(error_text(), cases[i].why);
		CHECK_AT(cases[i].line, lseek(fd, 0, SEEK_END) <= (off_t)cases[i].limit);
		close(fd);
	}
	CHECK(fetch_get(&f, "file:///etc/passwd", 100000, STDERR_FILENO) == -EIO);
	CHECK(fetch_get(&f, "http://127.0.0.1:1/", 100000, STDERR_FILENO) == -EIO);
	fetch_stop(&f);
}

static void slow_server_is_given_up(void)
{
	struct get *g;
	char url[200];
	int fd = memfd_create("test", MFD_CLOEXEC);

	CHECK(get_open(&g, 1) == 0);
	snprintf(url, sizeof url, "%s/silent", base);
	CHECK(get(g, url, 100, fd) == GET_FAILED);
	CHECK(strstr(error_text(), "too slow"));
	get_close(g);
	close(fd);
}

static void missing_program_is_said(void)
{
	struct fetcher f;

	setenv("ORION_FETCH", "/nowhere/orion-fetch", 1);
	CHECK(fetch_start(&f) == -ENOENT);
	CHECK(strstr(error_text(), "start /nowhere/orion-fetch, which fetches from afar"));
	setenv("ORION_FETCH", "/bin/true", 1);
	CHECK(fetch_start(&f) == 0);
	CHECK(fetch_get(&f, base, 5, STDERR_FILENO) < 0);
	fetch_stop(&f);
	setenv("ORION_FETCH", "/proc/self/exe", 1);
}

// --- rights that are given up

static int confined(void)
{
	char *argv[] = { (char[]){ "true" }, NULL };
	int bad = confine() != 0;

	bad |= getuid() == 0 || geteuid() == 0 || !setuid(0);
	bad |= execv("/bin/true", argv) == 0 || errno != EPERM;
	bad |= !kill(getppid(), 0) || errno != EPERM;
	bad |= open("made-by-confined", O_WRONLY | O_CREAT, 0666) >= 0;
	bad |= open("/dev/null", O_RDONLY) < 0;
	return bad;
}

static void rights_are_given_up(void)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(confined());
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

// --- a repository from afar

static void run(const char *command)
{
	if (system(command) != 0) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

static void make_repository(struct repository_place *place)
{
	static const char *const names[] = { "root", "release", "timestamp" };
	const char text[] =
		"name\tbox\nversion\t1.0-r1\narch\tx86_64\nsummary\tA test\nlicense\tMIT\n"
			    "origin\tbox\ndate\t1793491200\n";
	struct manifest m;
	struct published r;
	bool made;

	run("rm -rf repo keys cache tree && mkdir -p repo cache tree/usr && head -c 300000 /dev/urandom >tree/usr/x");
	int keys = key_make_dir("keys"), tree = file_open_dir("tree"), repo = file_open_dir("repo");
	for (size_t i = 0; i < 3; i++)
		CHECK(key_make(keys, names[i], &made) == 0);
	place->root = (struct signers){ .keys = 1, .threshold = 1 };
	CHECK(key_load_public(&place->root.key[0], keys, "root") == 0);
	int out = file_open(repo, "box-1.0-r1.x86_64.opk", O_RDWR | O_CREAT, 0644);
	CHECK(pack(&arena, tree, TEXT(text), out, &m) == 0);
	struct publish p = { .dir = repo, .keys = keys, .date = (uint64_t)time(NULL) };
	CHECK(publish_index(&arena, &p, &r) == 0);
	close(out);
	close(repo);
	close(tree);
	close(keys);
}

// The one package, as who installs it takes it: 0 or the error.
static int take(const struct repository_place *place)
{
	struct repository r;
	int cache = file_open_dir("cache"), rc = repository_open(&r, &arena, place, -1, cache);

	close(cache);
	if (rc)
		return rc;
	int fd = repository_package(&r, r.index.package);
	if (fd >= 0)
		close(fd);
	repository_close(&r);
	return fd < 0 ? fd : 0;
}

static void repository_from_afar(void)
{
	char url[100];
	struct repository_place place = { .name = "site", .url = url };

	make_repository(&place);
	snprintf(url, sizeof url, "%s/repo", base);
	// what isn't right is not kept
	run("cp -r repo good && truncate -s -1 repo/*.opk && printf x >>repo/box-1.0-r1.x86_64.opk");
	CHECK(take(&place) < 0);
	run("test $(ls -A cache/site | grep -c opk) = 0 && cp good/*.opk repo/");
	run("truncate -s +1 repo/*.opk");
	CHECK(take(&place) == -E_TRUST && strstr(error_text(), "bytes"));
	run("cp good/*.opk repo/ && truncate -s -1 repo/*.opk");
	CHECK(take(&place) == -E_TRUST && strstr(error_text(), "another size"));
	run("test $(ls -A cache/site | grep -c opk) = 0 && cp good/*.opk repo/");
	// from afar, then from the cache
	CHECK(take(&place) == 0);
	run("rm repo/*.opk repo/index-* && cmp good/*.opk cache/site/package-*.opk");
	CHECK(take(&place) == 0);
	// a cache that is damaged is filled anew
	run("truncate -s 5 cache/site/*");
	CHECK(take(&place) == -E_TRUST);
	run("cp good/*.opk good/index-* repo/");
	CHECK(take(&place) == 0);
	run("rm -r repo && mkdir repo");
	CHECK(take(&place) == -ENOENT);
	run("rm -rf good");
}

int main(int argc, char **argv)
{
	if (argc && !strcmp(argv[0], "orion-fetch"))
		return serve() ? 3 : 0;
	unsetenv("http_proxy");
	setenv("ORION_FETCH", "/proc/self/exe", 1);
	signal(SIGPIPE, SIG_IGN);
	run("rm -rf good made-by-confined");
	pid_t server = start_server();
	addresses();
	slow_server_is_given_up();
	missing_program_is_said();
	rights_are_given_up();
	repository_from_afar();
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	arena_free(&arena);
	return test_failed;
}
