// SPDX-License-Identifier: MIT
// The HTTP client against a server that says what the case says.
#include "http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "addr.h"
#include "error.h"
#include "test.h"

#define OK "HTTP/1.1 200 OK\r\n"

static const struct {
	int line;
	const char *answer;
	size_t max;
	const char *body;	// NULL: a failure
	const char *why;	// a part of its text
} cases[] = {
	{ __LINE__, OK "Content-Length: 4\r\n\r\nbody", 100, "body", NULL },
	{ __LINE__, OK "Content-Length: 4\r\n\r\nbody and more", 100, "body", NULL },
	{ __LINE__, OK "\r\nuntil the end", 100, "until the end", NULL },
	{ __LINE__, OK "Content-Length: 0\r\n\r\n", 100, "", NULL },
	{ __LINE__, OK "Content-Length: 4\r\n\r\nbody", 4, "body", NULL },
	{ __LINE__, OK "Content-Length: 4\r\n\r\nbody", 3, NULL, "longer than expected" },
	{ __LINE__, OK "\r\nuntil the end", 5, NULL, "longer than expected" },
	{ __LINE__, OK "Content-Length: 9\r\n\r\nbody", 100, NULL, "ended after 4 of 9" },
	{ __LINE__, OK "Content-Length: 9", 100, NULL, "not HTTP" },
	{ __LINE__, "", 100, NULL, "not HTTP" },
	{ __LINE__, "220 mail ESMTP\r\n", 100, NULL, "not HTTP" },
	{ __LINE__, OK "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", 100, NULL,
		"not HTTP" },
	{ __LINE__, "HTTP/1.1 404 Not Found\r\n\r\nno", 100, NULL, "status 404" },
};

// Serves one connection on the listening socket in a child: text, silence for ms, the end.
static pid_t serve(int listener, const char *text, int silence)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	char request[1024];
	int fd = accept(listener, NULL, NULL);
	ssize_t n = recv(fd, request, sizeof request, 0);
	if (n > 0)
		n = send(fd, text, strlen(text), MSG_NOSIGNAL);
	poll(NULL, 0, silence);
	close(fd);
	_exit(n < 0);
}

static int listener(unsigned *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&a, n) || listen(fd, 5) ||
			getsockname(fd, (struct sockaddr *)&a, &n))
		return -1;
	*port = ntohs(a.sin_port);
	return fd;
}

static void run_case(size_t i, const struct addr *to, unsigned port, int fd)
{
	pid_t pid = serve(fd, cases[i].answer, 0);
	struct http_head head;
	size_t n = 0;
	char *body = http_load(to, port, "/x", cases[i].max, &n, &head);

	CHECK_AT(cases[i].line, !body == !cases[i].body);
	if (body && cases[i].body)
		CHECK_AT(cases[i].line, n == strlen(cases[i].body) && !strcmp(body, cases[i].body));
	if (cases[i].why)
		CHECK_AT(cases[i].line, strstr(failure()->text, cases[i].why));
	free(body);
	waitpid(pid, NULL, 0);
}

static void silent(const struct addr *to, unsigned port, int fd)
{
	pid_t pid = serve(fd, OK, 1000);
	struct http_head head;
	struct http_get g = { .server = to, .port = port, .path = "/", .idle_ms = 100, .max = 10 };

	CHECK(http_get(&g, &head) == -1);
	CHECK_TEXT(failure()->code, "E-HTTP");
	CHECK(strstr(failure()->text, "silence"));
	waitpid(pid, NULL, 0);
}

static void absent(const struct addr *to, unsigned port)
{
	struct http_head head;
	struct http_get g = { .server = to, .port = port, .path = "/", .idle_ms = 100, .max = 10 };

	CHECK(http_get(&g, &head) == -1);
	CHECK_TEXT(failure()->code, "E-SERVER-REFUSED");
}

int main(void)
{
	struct addr to;
	unsigned port;
	int fd = listener(&port);

	CHECK(fd >= 0 && !addr_parse(&to, "127.0.0.1", 9));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		run_case(i, &to, port, fd);
	silent(&to, port, fd);
	close(fd);
	absent(&to, port);
	return test_failed;
}
