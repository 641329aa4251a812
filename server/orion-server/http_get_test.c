// SPDX-License-Identifier: MIT
// Addresses of HTTP, and answers of a server that is a child of this program.
#include "http_get.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *path;	// NULL: refused
	uint32_t address;
	unsigned port;
} urls[] = {
	{ __LINE__, "http://10.9.0.1/boot.ipxe", "/boot.ipxe", 0x0a090001, 80 },
	{ __LINE__, "http://10.9.0.1:8080/", "/", 0x0a090001, 8080 },
	{ __LINE__, "http://10.9.0.1", NULL, 0, 0 },
	{ __LINE__, "http://10.9.0.1:0/", NULL, 0, 0 },
	{ __LINE__, "http://10.9.0.1:80:80/", NULL, 0, 0 },
	{ __LINE__, "http://server/", NULL, 0, 0 },
	{ __LINE__, "https://10.9.0.1/", NULL, 0, 0 },
	{ __LINE__, "http://10.9.0.1/a b", NULL, 0, 0 },
	{ __LINE__, "http://10.9.0.1/a\r\nX: y", NULL, 0, 0 },
	{ __LINE__, "", NULL, 0, 0 },
};

static void addresses(void)
{
	struct url u;

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		int rc = url_parse(&u, text_of(urls[i].text));

		CHECK_AT(urls[i].line, !rc == !!urls[i].path);
		if (rc || !urls[i].path)
			continue;
		CHECK_AT(urls[i].line, text_is(u.path, urls[i].path));
		CHECK_AT(urls[i].line, u.address == urls[i].address && u.port == urls[i].port);
	}
}

#define OK "HTTP/1.1 200 OK\r\n"

static const struct {
	int line;
	const char *answer, *body;	// NULL: it fails with
	const char *why;
} answers[] = {
	{ __LINE__, OK "Content-Length: 3\r\n\r\nabc", "abc", NULL },
	{ __LINE__, OK "Content-Length: 3\r\n\r\nabcd", "abcd", NULL },
	{ __LINE__, OK "\r\nabc", "abc", NULL },
	{ __LINE__, OK "Content-Length: 20\r\n\r\n0123456789abcdef", "01234567", NULL },
	{ __LINE__, OK "Content-Length: 7\r\n\r\nabc", NULL, "3 bytes of 7" },
	{ __LINE__, "HTTP/1.1 404 Not Found\r\n\r\n", NULL, "status 404" },
	{ __LINE__, "SSH-2.0\r\n", NULL, "is not HTTP" },
	{ __LINE__, "HTTP/1.1 200", NULL, "ended the connection" },
};

// Answers one connection after the other, and ends.
static pid_t serve(int fd)
{
	pid_t pid = fork();
	char buf[2000];

	if (pid)
		return pid;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		int c = accept(fd, NULL, NULL);

		if (recv(c, buf, sizeof buf, 0) > 0 &&
			write(c, answers[i].answer, strlen(answers[i].answer)) < 0)
			_exit(1);
		close(c);
	}
	_exit(0);
}

static void gets(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0), status;
	char url[64];

	CHECK(!bind(fd, (struct sockaddr *)&a, sizeof a) && !listen(fd, 8));
	CHECK(!getsockname(fd, (struct sockaddr *)&a, &length));
	snprintf(url, sizeof url, "http://127.0.0.1:%u/x", ntohs(a.sin_port));
	pid_t pid = serve(fd);
	close(fd);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct buffer b = { 0 };
		uint64_t size;
		int rc = http_get(url, 8, &b, &size);

		CHECK_AT(answers[i].line, !rc == !!answers[i].body);
		if (answers[i].body)
			CHECK_AT(answers[i].line,
				b.n == size && !strncmp(b.s, answers[i].body, b.n));
		else
			CHECK_AT(answers[i].line, !!strstr(error_text(), answers[i].why));
		buffer_free(&b);
	}
	CHECK(waitpid(pid, &status, 0) == pid && !status);
	uint64_t size;
	CHECK(http_get(url, 8, NULL, &size) && strstr(error_text(), "refused"));
}

int main(void)
{
	addresses();
	gets();
	return test_failed;
}
