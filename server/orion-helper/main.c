// SPDX-License-Identifier: MIT
// orion-helper: does as root the few things that orion-policyd asks for. One client at a time, whose user the kernel names.
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "options.h"
#include "verbs.h"

enum { QUESTION = 512 };

static const char *user, *listen_on = "/run/orion/helper";
static struct places places = {
	.base = "/srv/orion",
	.state = "/run/orion/policy",
	.lib = "/usr/lib/orion",
};
static bool help;

static const struct option options[] = {
	{ 'u', "user", "NAME", "who may ask", .text = &user },
	{ 'l', "listen", "SOCKET", "where (/run/orion/helper)", .text = &listen_on },
	{ 0, "base", "DIR", "where the node table is kept (/srv/orion)", .text = &places.base },
	{ 0, "state", "DIR", "where orion-policyd leaves it (/run/orion/policy)",
		.text = &places.state },
	{ 0, "lib", "DIR", "where hooks are (/usr/lib/orion)", .text = &places.lib },
	{ 'h', "help", NULL, "print this", .flag = &help },
	{ .name = NULL },
};

#define USAGE "usage: orion-helper --user NAME [OPTION...]\n"

static int open_socket(const struct passwd *pw)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fail(-errno, "a socket");
	if (strlen(listen_on) >= sizeof a.sun_path) {
		close(fd);
		return fail(-E_CALL, "%s: too long for a socket", listen_on);
	}
	strcpy(a.sun_path, listen_on);
	unlink(listen_on);
	umask(0177);
	if (bind(fd, (const struct sockaddr *)&a, sizeof a) ||
		chown(listen_on, pw->pw_uid, pw->pw_gid) || listen(fd, 4)) {
		int rc = fail(-errno, "listen on %s", listen_on);

		close(fd);
		return rc;
	}
	umask(022);
	return fd;
}

// The kernel says who connected.
static bool may_ask(int fd, const struct passwd *pw)
{
	struct ucred who;
	socklen_t n = sizeof who;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) || n != sizeof who)
		return false;
	if (who.uid == pw->pw_uid)
		return true;
	fprintf(stderr, "orion-helper: user %u asks, and may not\n", who.uid);
	return false;
}

static void log_failure(struct text question)
{
	struct text verb = TEXT("?");

	if (text_printable(question))
		text_part(&question, ' ', &verb);
	fprintf(stderr, "orion-helper: %.*s: %s\n", TEXT_ARG(verb), error_text());
}

// Answers until the other end closes it.
static void answer_all(int fd)
{
	char question[QUESTION + 1];
	ssize_t n;

	while ((n = recv(fd, question, sizeof question, 0)) > 0) {
		struct text t = { question, (size_t)n };
		struct arena a = { NULL };
		struct question q;
		int rc = n > QUESTION ? fail(-E_CALL, "a question that is too long")
				      : verbs_parse(&q, t);
		if (!rc)
			rc = verbs_do(&a, &places, &q);
		const char *answer = rc == -ESTALE ? "again" : rc ? error_text() : "ok";

		if (rc && rc != -ESTALE)
			log_failure(t);
		n = send(fd, answer, strlen(answer), MSG_NOSIGNAL);
		error_clear();
		arena_free(&a);
		if (n < 0)
			return;
	}
}

static int serve(const struct passwd *pw)
{
	int fd = open_socket(pw);

	if (fd < 0)
		return fd;
	for (;;) {
		int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

		if (client < 0 && errno != EINTR && errno != ECONNABORTED)
			return fail(-errno, "accept");
		if (client < 0)
			continue;
		if (may_ask(client, pw))
			answer_all(client);
		close(client);
	}
}

static int run(struct arena *a, int argc, char **argv)
{
	static const struct option *const sets[] = { options, NULL };
	int operands = options_parse(a, sets, argc - 1, argv + 1);

	if (operands < 0)
		return operands;
	if (help) {
		printf(USAGE "Does as root what orion-policyd asks for.\n\n");
		options_help(options, stdout);
		return 0;
	}
	if (operands || !user)
		return fail(-E_CALL,
			"who may ask? --user NAME, and no operand: `orion-helper --help` says more");
	const struct passwd *pw = getpwnam(user);
	return pw ? serve(pw) : fail(-E_DATA, "--user %s: there is no such user", user);
}

int main(int argc, char **argv)
{
	struct arena arena = { NULL };
	int rc = run(&arena, argc, argv);

	if (rc)
		fprintf(stderr, "orion-helper: %s\n", error_text());
	arena_free(&arena);
	return !rc ? 0 : rc == -E_CALL ? 2 : 3;
}
