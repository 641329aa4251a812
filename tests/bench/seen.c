// SPDX-License-Identifier: MIT
// usage: seen ADDRESS PORT PATH KEY TEXT COMMAND...: runs it and asks for http://ADDRESS:PORT/PATH again and again, each time by a connection of its own, as
// firmware does. Prints the milliseconds from the start of the command to the first answer that has TEXT right behind the first KEY, and to the end of the command.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER = 65536, PATIENCE = 60000 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void give_up(const char *what)
{
	fprintf(stderr, "seen: %s\n", what);
	exit(3);
}

struct question {
	struct sockaddr_in to;
	char request[1000];
	const char *key, *text;
};

// Is it in the answer that comes now?
static int has(const struct question *q)
{
	static char answer[ANSWER + 1];
	size_t n = 0;
	ssize_t got = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&q->to, sizeof q->to) ||
		send(fd, q->request, strlen(q->request), MSG_NOSIGNAL) < 0)
		give_up("nobody serves");
	while (n < ANSWER && (got = recv(fd, answer + n, ANSWER - n, 0)) > 0)
		n += (size_t)got;
	close(fd);
	answer[n] = 0;
	if (got < 0 || strncmp(answer, "HTTP/1.1 200", 12) != 0)
		give_up("no answer, or another one than 200");
	const char *at = strstr(answer, q->key);
	return at && !strncmp(at + strlen(q->key), q->text, strlen(q->text));
}

static pid_t start(char **argv)
{
	pid_t pid = fork();

	if (!pid) {
		dup2(open("/dev/null", O_WRONLY), 1);
		execvp(*argv, argv);
		perror(*argv);
		_exit(127);
	}
	if (pid < 0)
		give_up("fork");
	return pid;
}

int main(int argc, char **argv)
{
	const struct timespec pause = { 0, 500000 };
	struct question q = { .to.sin_family = AF_INET };
	double seen = -1, ended = -1;
	int status = 0;

	if (argc < 7 || inet_pton(AF_INET, argv[1], &q.to.sin_addr) != 1) {
		fprintf(stderr, "usage: seen ADDRESS PORT PATH KEY TEXT COMMAND...\n");
		return 2;
	}
	q.to.sin_port = htons((in_port_t)atoi(argv[2]));
	snprintf(q.request, sizeof q.request, "GET /%s HTTP/1.0\r\n\r\n", argv[3]);
	q.key = argv[4];
	q.text = argv[5];
	if (has(&q))
		give_up("it was there before");
	double begin = now();
	pid_t pid = start(argv + 6);
	while (seen < 0 || ended < 0) {
		if (seen < 0 && has(&q))
			seen = now() - begin;
		if (ended < 0 && waitpid(pid, &status, seen < 0 ? WNOHANG : 0) == pid)
			ended = now() - begin;
		if (status || now() - begin > PATIENCE)
			give_up("the command failed, or nothing came of it");
		if (seen < 0)
			nanosleep(&pause, NULL);
	}
	printf("%.1f %.1f\n", seen, ended);
	return 0;
}
