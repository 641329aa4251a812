// SPDX-License-Identifier: MIT
// On the loopback interface, in a network of the test's own: of all that is sent there, UDP to port 68 comes through and nothing else. Where
// the machine lets nobody make a network, this isn't tested, and says so.
#include "dhcp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

enum { HEADERS = 28, WAIT = 2000 };

static void switch_on(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	CHECK(!ioctl(fd, SIOCGIFFLAGS, &r));
	r.ifr_flags |= IFF_UP;
	CHECK(!ioctl(fd, SIOCSIFFLAGS, &r));
	close(fd);
}

static void send_to(int fd, uint16_t port, const char *what)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};

	sendto(fd, what, strlen(what), 0, (struct sockaddr *)&to, sizeof to);
}

static void hears(int fd)
{
	uint8_t frame[DHCP_FRAME_MAX];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	bool checked = true;

	CHECK(dhcp_socket_receive(fd, frame, &checked) == -1 && errno == EAGAIN && !checked);
	int udp = socket(AF_INET, SOCK_DGRAM, 0);
	send_to(udp, 67, "a question");
	send_to(udp, 68, "an answer");
	CHECK(poll(&p, 1, WAIT) == 1);
	ssize_t n = dhcp_socket_receive(fd, frame, &checked);
	CHECK(n == HEADERS + 9 && !memcmp(frame + HEADERS, "an answer", 9));
	close(udp);
}

int main(void)
{
	int loopback = 1;

	if (unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET)) {
		fprintf(stderr, "dhcp_socket_test: no network of its own here: not tested\n");
		return 0;
	}
	switch_on();
	CHECK(dhcp_socket_open(12345) == -1 && errno == ENODEV);
	int fd = dhcp_socket_open(loopback);
	CHECK(fd >= 0);
	hears(fd);
	close(fd);
	return test_failed;
}
