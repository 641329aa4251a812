// SPDX-License-Identifier: MIT
// Lines of the kernel's tables of sockets, and a port of this program.
#include "sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

#define REST \
	" 00000000:00000000 00:00000000 00000000     0        0 20555 1 0000000000000000 100 0 0 10 0"

static const struct {
	int line;
	const char *text;
	bool tcp, good;
	uint32_t address;
	unsigned port;
} cases[] = {
	{ __LINE__, "   0: 0100090A:0050 00000000:0000 0A" REST, true, true, 0x0a090001, 80 },
	{ __LINE__, "   0: 00000000:006F 00000000:0000 0A" REST, true, true, 0, 111 },
	{ __LINE__, "  12: 00000000:0045 00000000:0000 07" REST, false, true, 0, 69 },
	{ __LINE__, "   0: 0100090A:0050 0200090A:9000 01" REST, true, false, 0, 0 },
	{ __LINE__,
		"   0: 00000000000000000000000000000000:4E50 00000000000000000000000000000000:0000 0A" REST,
		true, true, 0, 20048 },
	{ __LINE__,
		"   0: 0000000000000000FFFF00000100090A:0801 00000000000000000000000000000000:0000 0A" REST,
		true, true, 0x0a090001, 2049 },
	{ __LINE__,
		"   0: 00000000000000000000000001000000:0801 00000000000000000000000000000000:0000 0A" REST,
		true, false, 0, 0 },
	{ __LINE__, "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt",
		true, false, 0, 0 },
	{ __LINE__, "", true, false, 0, 0 },
};

static void own(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof a;
	struct holder h;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(!bind(fd, (struct sockaddr *)&a, sizeof a) && !listen(fd, 1));
	CHECK(!getsockname(fd, (struct sockaddr *)&a, &length));
	unsigned port = ntohs(a.sin_port);
	CHECK(socket_holder(&h, true, 0x7f000001, port) == 1 && h.pid == (unsigned)getpid());
	CHECK_TEXT(h.name, "sockets_test");
	CHECK(!socket_holder(&h, true, 0x7f000002, port));
	close(fd);
	CHECK(!socket_holder(&h, true, 0x7f000001, port));
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bound b;
		bool good = socket_parse(&b, text_of(cases[i].text), cases[i].tcp);

		CHECK_AT(cases[i].line, good == cases[i].good);
		if (good)
			CHECK_AT(cases[i].line,
				b.address == cases[i].address && b.port == cases[i].port);
	}
	own();
	return test_failed;
}
