// SPDX-License-Identifier: MIT
// Requests from stdin, a socket; the protocol is in tools/lib/fetch.h.
#include "serve.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "confine.h"
#include "error.h"
#include "fetch.h"
#include "get.h"
#include "text.h"

// The next request: its length, 0 at the end. *fd is -1 when none came with it.
static ssize_t receive(char *text, size_t room, int *fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec io = { text, room };
	struct msghdr m = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.room,
	};
	ssize_t n;

	while ((n = recvmsg(STDIN_FILENO, &m, MSG_CMSG_CLOEXEC)) < 0)
		if (errno != EINTR)
			return fail(-errno, "receive");
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	*fd = -1;
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
		c->cmsg_len == CMSG_LEN(sizeof *fd))
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return n;
}

static int answer(enum get_result result)
{
	static const char *const words[] = {
		[GET_DONE] = FETCH_DONE,
		[GET_ABSENT] = FETCH_ABSENT,
		[GET_TOO_LONG] = FETCH_TOO_LONG,
		[GET_WHOLE] = FETCH_WHOLE,
		[GET_SILENT] = FETCH_SILENT,
		[GET_FAILED] = FETCH_FAILED,
	};
	char text[FETCH_MESSAGE];
	int n = snprintf(text, sizeof text, "%s%s%s", words[result], result ? " " : "",
		result ? error_text() : "");

	if ((size_t)n >= sizeof text)
		n = sizeof text - 1;
	return send(STDIN_FILENO, text, (size_t)n, MSG_NOSIGNAL) < 0 ? fail(-errno, "answer") : 0;
}

// LIMIT or LIMIT/MS
static int parse_limit(uint64_t *limit, uint64_t *ms, struct text t)
{
	struct text part[2];
	size_t parts = text_fields(t, '/', part, 2);
	int rc = text_number(limit, part[0], 0, INT64_MAX, "limit");

	*ms = 0;
	if (!rc && parts > 1)
		rc = parts > 2 ? -E_CALL : text_number(ms, part[1], 1, INT64_MAX, "ms");
	return rc;
}

static enum get_result carry_out(struct get *g, struct text request, int fd)
{
	struct text field[3];
	uint64_t limit, ms, from = 0;
	size_t fields = text_fields(request, '\t', field, 3);

	if (fd < 0 || (fields != 2 && fields != 3) || parse_limit(&limit, &ms, field[0]) ||
		(fields == 3 && text_number(&from, field[1], 0, INT64_MAX, "from"))) {
		fail(-E_CALL, "this is no request");
		return GET_FAILED;
	}
	get_within(g, ms);
	return fields == 3 ? get_range(g, field[2].s, from, limit, fd)
			   : get(g, field[1].s, limit, fd);
}

// Who asks has closed the socket, which its death does too.
static bool asker_is_gone(void)
{
	struct pollfd p = { .fd = STDIN_FILENO };

	return poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR);
}

// From now on this process goes when the one that started it does, whatever it is at. It may have gone before; then the socket ends.
// What changes the user takes this back.
static int go_with_asker(void)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL) ? fail(-errno, "prctl") : 0;
}

static int answer_all(struct get *g)
{
	char text[FETCH_MESSAGE + 1];
	int fd = -1;

	for (ssize_t n; (n = receive(text, sizeof text - 1, &fd)) != 0;) {
		if (n < 0)
			return (int)n;
		text[n] = 0;
		enum get_result result = carry_out(g, (struct text){ text, (size_t)n }, fd);
		int rc = asker_is_gone() ? 0 : answer(result);
		if (fd >= 0)
			close(fd);
		if (rc)
			return rc;
	}
	return 0;
}

int serve(bool near)
{
	static const struct get_patience far = { 15, 20 }, of_near = { 4, 5 };
	struct get *g;
	int rc = get_open(&g, near ? &of_near : &far, asker_is_gone);

	if (!rc)
		rc = confine();
	if (!rc)
		rc = go_with_asker();
	if (!rc)
		rc = answer_all(g);
	get_close(g);
	return rc;
}
