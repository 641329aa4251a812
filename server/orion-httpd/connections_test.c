// SPDX-License-Identifier: MIT
// Connections whose time is over are shut down, the others stay; at the end only those without a request.
#include "connections.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

enum { COUNT = 4 };

static int ours[COUNT], theirs[COUNT];
static struct connection *all[COUNT];

static void open_all(struct connections *c)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr = { htonl(0x0a090002) } };

	for (int i = 0; i < COUNT; i++) {
		int pair[2];

		CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
		ours[i] = pair[0];
		theirs[i] = pair[1];
		all[i] = connection_add(c, pair[0], (struct sockaddr *)&from);
		CHECK(all[i] && !strcmp(all[i]->text, "10.9.0.2"));
	}
}

static void close_all(void)
{
	for (int i = 0; i < COUNT; i++) {
		connection_remove(all[i]);
		close(ours[i]);
		close(theirs[i]);
	}
}

// Does the client see the end of it?
static bool ended(int i)
{
	char c;
	ssize_t n = recv(theirs[i], &c, 1, MSG_DONTWAIT);

	CHECK(!n || (n < 0 && errno == EAGAIN));
	return !n;
}

int main(void)
{
	struct connections c = { .first = NULL };

	open_all(&c);
	connections_expire(&c);
	for (int i = 0; i < COUNT; i++)
		CHECK(!ended(i) && all[i]->until > connections_now());
	connection_give(all[1], 0);
	connection_give(all[2], SEND_SECONDS + 1000000 / SEND_RATE);
	connections_expire(&c);
	for (int i = 0; i < COUNT; i++)
		CHECK(ended(i) == (i == 1));
	all[3]->busy = true;
	connections_close_idle(&c);
	for (int i = 0; i < COUNT; i++)
		CHECK(ended(i) == (i != 3));
	CHECK(c.closing);
	close_all();
	CHECK(!c.first);
	return test_failed;
}
