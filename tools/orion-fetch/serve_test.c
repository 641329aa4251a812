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

// What a request asks for of a file.
struct wanted {
	unsigned long long from, to;
	bool range;
};

// A server without ranges sends all of it.
static void say_file(int c, const char *path, const struct wanted *w)
{
	char data[4096];
	int fd = open(path, O_RDONLY);
	unsigned long long left = w->range ? w->to - w->from + 1 : UINT64_MAX;

	if (fd < 0) {
		say(c, "HTTP/1.0 404 Not Found\r\n\r\n");
		return;
	}
	if (w->range)
		say(c, "HTTP/1.0 206 Partial Content\r\nContent-Range: bytes %llu-%llu/*\r\n\r\n",
			w->from, w->to);
	else
		say(c, "HTTP/1.0 200 OK\r\n\r\n");
	lseek(fd, w->range ? (off_t)w->from : 0, SEEK_SET);
	for (ssize_t n; left && (n = read(fd, data, left < sizeof data ? left : sizeof data)) > 0;
		left -= (unsigned long long)n)
		if (write(c, data, (size_t)n) < 0)
			break;
}

static void respond(int c, const char *path, struct wanted *w)
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
	} else if (!strcmp(path, "/asked")) {
		close(open("asked", O_WRONLY | O_CREAT, 0666));
		say(c, "HTTP/1.0 200 OK\r\n\r\n");
		pause();
	} else if (!strcmp(path, "/endless") || strstr(path, "endless-")) {
		say(c, "HTTP/1.0 200 OK\r\n\r\n");
		while (write(c, zeros, sizeof zeros) > 0)
			;
	} else if (!strcmp(path, "/dripping")) {
		say(c, "HTTP/1.0 %s\r\n\r\n", w->range ? "206 Partial Content" : "200 OK");
		while (write(c, zeros, 400) > 0)
			usleep(100000);
	} else if (!strcmp(path, "/short")) {
		say(c, "HTTP/1.0 206 Partial Content\r\n\r\nhel");
	} else if (!strcmp(path, "/beyond")) {
		say(c, "HTTP/1.0 416 Range Not Satisfiable\r\n\r\n");
	} else if (!strncmp(path, "/plain/", 7)) {
		w->range = false;
		say_file(c, path + 7, w);
	} else if (!strncmp(path, "/other/", 7)) {
		w->from += w->range;
		w->to += w->range;
		say_file(c, path + 7, w);
	} else {
		say_file(c, path + 1, w);
	}
}

static void serve_one(int c)
{
	char request[4096], path[1024] = "";
	ssize_t n = read(c, request, sizeof request - 1);

	request[n > 0 ? n : 0] = 0;
	sscanf(request, "GET %1023s", path);
	struct wanted w = { .range = false };
	const char *range = strstr(request, "Range: bytes=");
	w.range = range && sscanf(range, "Range: bytes=%llu-%llu", &w.from, &w.to) == 2;
	respond(c, path, &w);
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

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

// --- addresses

static void run(const char *command)
{
	if (system(command) != 0) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

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
	CHECK(fetch_get(&f, "http://127.0.0.1:1/", 100000, STDERR_FILENO) == -ETIMEDOUT);
	CHECK(strstr(error_text(), "http://127.0.0.1:1/: connect: Connection refused"));
	fetch_stop(&f);
}

static const struct {
	int line;
	const char *path;
	uint64_t from, n;
	int rc;
} ranges[] = {
	{ __LINE__, "/digits", 0, 3, 0 },
	{ __LINE__, "/digits", 4, 6, 0 },
	{ __LINE__, "/digits", 9, 1, 0 },
	{ __LINE__, "/digits", 8, 5, -EIO },
	{ __LINE__, "/digits", 0, 0, -EIO },
	{ __LINE__, "/digits", 1, UINT64_MAX, -EIO },
	{ __LINE__, "/plain/digits", 0, 3, -E_NO },
	{ __LINE__, "/plain/digits", 0, 10, -E_NO },
	{ __LINE__, "/announced", 0, 10, -E_NO },
	{ __LINE__, "/short", 0, 10, -EIO },
	{ __LINE__, "/endless", 0, 10, -E_NO },
	{ __LINE__, "/beyond", 0, 10, -EIO },
	{ __LINE__, "/absent", 0, 10, -ENOENT },
};

// Parts of /digits; a server that sends the whole instead is told from one that fails, and nothing of the whole is written.
static void parts(void)
{
	struct fetcher f;

	run("printf 0123456789 >digits");
	CHECK(fetch_start(&f) == 0);
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		char url[200], got[16] = "";
		int fd = memfd_create("test", MFD_CLOEXEC);

		snprintf(url, sizeof url, "%s%s", base, ranges[i].path);
		int rc = fetch_range(&f, url, ranges[i].from, ranges[i].n, fd);
		CHECK_AT(ranges[i].line, rc == ranges[i].rc);
		ssize_t n = pread(fd, got, sizeof got - 1, 0);
		if (!rc)
			CHECK_AT(ranges[i].line,
				n == (ssize_t)ranges[i].n &&
					!memcmp(got, "0123456789" + ranges[i].from, (size_t)n));
		CHECK_AT(ranges[i].line, rc != -E_NO || n == 0);
		close(fd);
	}
	// whole files come as before
	int fd = memfd_create("test", MFD_CLOEXEC);
	char url[200];
	snprintf(url, sizeof url, "%s/digits", base);
	CHECK(fetch_get(&f, url, 10, fd) == 0 && lseek(fd, 0, SEEK_END) == 10);
	close(fd);
	fetch_stop(&f);
}

static void slow_server_is_given_up(void)
{
	struct get *g;
	char url[200];
	int fd = memfd_create("test", MFD_CLOEXEC);

	CHECK(get_open(&g, &(struct get_patience){ 15, 1 }, NULL) == 0);
	snprintf(url, sizeof url, "%s/silent", base);
	CHECK(get(g, url, 100, fd) == GET_SILENT);
	CHECK_TEXT(error_text(), "it is silent or too slow");
	get_close(g);
	close(fd);
}

// One of several that are near: the others are waiting.
static void near_server_is_given_up_soon(void)
{
	struct fetcher f;
	char url[200];
	int fd = memfd_create("test", MFD_CLOEXEC);

	CHECK(fetch_start_near(&f) == 0);
	snprintf(url, sizeof url, "%s/silent", base);
	time_t start = now();
	CHECK(fetch_get(&f, url, 100, fd) == -ETIMEDOUT);
	CHECK(now() - start < 15);
	snprintf(url, sizeof url, "%s/hello", base);
	CHECK(fetch_get(&f, url, 5, fd) == 0);
	fetch_stop(&f);
	close(fd);
}

// It sends more than a kilobyte a second, for ever: the limit is of all that is asked for.
static void time_for_all_ends(void)
{
	struct fetcher f;
	char url[200];
	int fd = memfd_create("test", MFD_CLOEXEC);

	CHECK(fetch_start(&f) == 0);
	snprintf(url, sizeof url, "%s/dripping", base);
	fetch_within(&f, 2000);
	time_t start = now();
	CHECK(fetch_get(&f, url, 100000000, fd) == -ETIMEDOUT);
	CHECK(strstr(error_text(), "it is silent or too slow"));
	CHECK(fetch_range(&f, url, 0, 100000000, fd) == -ETIMEDOUT);
	CHECK(now() - start < 10);
	snprintf(url, sizeof url, "%s/hello", base);
	fetch_within(&f, 60000);
	CHECK(fetch_get(&f, url, 5, fd) == 0);
	fetch_within(&f, 0);
	CHECK(fetch_get(&f, url, 5, fd) == 0);
	fetch_stop(&f);
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

// --- its end

enum { PATIENCE = 10 };	// s; a transfer that is slow goes on for longer

static void wait_until_asked(void)
{
	while (access("asked", F_OK))
		usleep(1000);
	unlink("asked");
}

// It must end by itself; who reaps it is this process.
static void check_end(int line, pid_t pid)
{
	time_t start = now();
	pid_t got;

	while (!(got = waitpid(pid, NULL, WNOHANG)) && now() - start < PATIENCE)
		usleep(1000);
	CHECK_AT(line, got == pid);
	if (!got)
		kill(pid, SIGKILL);
}

static void ask(struct fetcher *f)
{
	char url[200];

	snprintf(url, sizeof url, "%s/asked", base);
	fetch_get(f, url, 100, STDERR_FILENO);
}

// Nobody has the other end of its socket any more, and who started it lives.
static void socket_ends(void)
{
	struct fetcher f;

	CHECK(fetch_start(&f) == 0);
	pid_t asker = fork();
	if (!asker) {
		ask(&f);
		_exit(0);
	}
	wait_until_asked();
	kill(asker, SIGKILL);
	waitpid(asker, NULL, 0);
	close(f.socket);
	check_end(__LINE__, f.pid);
}

// Who started it was killed, and somebody has the other end of its socket.
static void starter_ends(void)
{
	pid_t *pid = mmap(
		NULL, 2 * sizeof *pid, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t starter = fork();
	if (!starter) {
		struct fetcher f;

		if (fetch_start(&f))
			_exit(1);
		pid[0] = f.pid;
		pid_t holder = fork();
		if (!holder)
			pause();
		pid[1] = holder;
		ask(&f);
		_exit(0);
	}
	wait_until_asked();
	kill(starter, SIGKILL);
	waitpid(starter, NULL, 0);
	check_end(__LINE__, pid[0]);
	kill(pid[1], SIGKILL);
	waitpid(pid[1], NULL, 0);
	munmap(pid, 2 * sizeof *pid);
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
	struct repository_place place = { .name = "site", .url = { url }, .urls = 1 };

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

// Several addresses: the first one that answers counts, for a package that it hasn't got the others are asked, and each that failed is named.
static void another_address(void)
{
	static const char silent[] = "http://127.0.0.1:1/repo";
	char url[100], mirror[100];
	struct repository_place place = {
		.name = "site", .url = { silent, url, mirror }, .urls = 3
	};

	make_repository(&place);
	run("cp -r repo mirror");
	snprintf(url, sizeof url, "%s/repo", base);
	snprintf(mirror, sizeof mirror, "%s/mirror", base);
	CHECK(take(&place) == 0);
	run("rm -r cache/site repo/*.opk");
	CHECK(take(&place) == 0);
	// one with other keys is none
	run("rm -r cache/site repo && mv mirror good");
	make_repository(&(struct repository_place){ .name = "other" });
	run("mv good mirror");
	CHECK(take(&place) == 0);
	run("rm -r cache/site repo mirror");
	CHECK(take(&place) == -ENOENT);
	CHECK(strstr(error_text(), silent) && strstr(error_text(), url) &&
		strstr(error_text(), mirror));
}

// --- a package of which another version is here

static void pack_version(const char *version)
{
	struct manifest m;
	const char *text = arena_printf(&arena,
		"name\tbig\nversion\t%s\narch\tx86_64\nsummary\tA test\nlicense\tMIT\n"
		"origin\tbig\ndate\t1793491200\n",
		version);
	const char *path = arena_printf(&arena, "repo/big-%s.x86_64.opk", version);
	int tree = file_open_dir("tree"), out = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);

	CHECK(pack(&arena, tree, text_of(text), out, &m) == 0);
	close(out);
	close(tree);
}

static void publish(void)
{
	struct published r;
	int keys = key_make_dir("keys"), repo = file_open_dir("repo");
	struct publish p = { .dir = repo, .keys = keys, .date = (uint64_t)time(NULL) };

	CHECK(publish_index(&arena, &p, &r) == 0);
	close(repo);
	close(keys);
}

// Takes the newest package as one of which an older version is below root (-1: is not); it must be the repository's. How many
// bytes came, and were here.
static int update(
	const struct repository_place *place, int root, uint64_t *fetched, uint64_t *known)
{
	struct repository r;
	size_t n;
	int cache = file_open_dir("cache"), rc = repository_open(&r, &arena, place, -1, cache);

	close(cache);
	CHECK(rc == 0);
	const struct index_package *p = index_find(&r.index, TEXT("big"), &n) + n - 1;
	int fd = repository_update(&r, p, root);
	*fetched = r.fetched;
	*known = r.known;
	if (fd >= 0) {
		char *command = arena_printf(&arena, "cmp /proc/%d/fd/%d good/%s", (int)getpid(),
			fd, index_file(&arena, p));

		run(command);
		close(fd);
	}
	repository_close(&r);
	return fd < 0 ? fd : 0;
}

static void only_what_changed(void)
{
	char url[100], plain[100], other[100];
	struct repository_place place = { .name = "site", .url = { url }, .urls = 1 };
	uint64_t first, fetched, known, size = 8000000;

	make_repository(&place);
	snprintf(url, sizeof url, "%s/repo", base);
	snprintf(plain, sizeof plain, "%s/plain/repo", base);
	snprintf(other, sizeof other, "%s/other/repo", base);
	run("rm -rf tree old good && mkdir -p tree/usr && head -c 8000000 /dev/urandom >tree/usr/big && rm repo/*.opk");
	pack_version("1-r0");
	publish();
	run("cp -r tree old && cp -r repo good");
	CHECK(update(&place, -1, &first, &known) == 0 && first > size && known == 0);

	// the new version has a little more in the middle: from the cached one
	run("(head -c 4000000 old/usr/big; echo new; tail -c 4000000 old/usr/big) >tree/usr/big");
	pack_version("2-r0");
	publish();
	run("rm -r good && cp -r repo good");
	CHECK(update(&place, -1, &fetched, &known) == 0);
	CHECK(fetched < 4 << 20 && fetched + known > size && known > size / 2);
	CHECK(update(&place, -1, &fetched, &known) == 0 && !fetched && !known);

	// from what is installed, without a cached one; as it will be, all of it
	int old = file_open_dir("old"), tree = file_open_dir("tree");
	run("rm cache/site/*.opk");
	CHECK(update(&place, tree, &fetched, &known) == 0 && fetched < 10000 && known > size);
	run("rm cache/site/*.opk && mkdir old/x && mv old/usr old/x");
	CHECK(update(&place, old, &fetched, &known) == 0 && fetched > size && !known);

	// a server without ranges; one that sends others than were asked for
	run("rm cache/site/*.opk");
	*place.url = plain;
	CHECK(update(&place, tree, &fetched, &known) == 0 && fetched > size && !known);
	run("rm cache/site/*.opk");
	*place.url = other;
	CHECK(update(&place, old, &fetched, &known) < 0);
	run("test $(ls -A cache/site | grep -c opk) = 0");

	// a head that is right, and frames that aren't
	*place.url = url;
	run("printf x | dd of=repo/big-2-r0.x86_64.opk bs=1 seek=7000000 conv=notrunc 2>/dev/null");
	CHECK(update(&place, old, &fetched, &known) == -E_TRUST);
	CHECK(strstr(error_text(), "frame"));
	run("test $(ls -A cache/site | grep -c opk) = 0");
	// the frame is here: who sends a wrong one isn't asked
	CHECK(update(&place, tree, &fetched, &known) == 0 && known > size);
	close(old);
	close(tree);
	run("rm -rf good old digits");
}

int main(int argc, char **argv)
{
	if (argc && !strcmp(argv[0], "orion-fetch"))
		return serve(argc > 1 && !strcmp(argv[1], FETCH_NEAR)) ? 3 : 0;
	unsetenv("http_proxy");
	setenv("ORION_FETCH", "/proc/self/exe", 1);
	signal(SIGPIPE, SIG_IGN);
	run("rm -rf good made-by-confined");
	pid_t server = start_server();
	addresses();
	parts();
	slow_server_is_given_up();
	near_server_is_given_up_soon();
	time_for_all_ends();
	missing_program_is_said();
	unlink("asked");
	socket_ends();
	starter_ends();
	rights_are_given_up();
	repository_from_afar();
	another_address();
	only_what_changed();
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	arena_free(&arena);
	return test_failed;
}
