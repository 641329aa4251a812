// SPDX-License-Identifier: MIT
// Asking for the time by NTP.
#include "ntp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "net.h"
#include "ntp_packet.h"

enum { TIMES = 3, AGAIN = 1000 };

// What comes until then. A server that isn't there may be said by the network, too.
static int receive(struct ntp_reading *r, int fd, uint64_t sent, int64_t end)
{
	uint8_t answer[NTP_PACKET];

	for (;;) {
		int rc = net_wait(fd, end);

		if (rc)
			return rc;
		ssize_t n = recv(fd, answer, sizeof answer, 0);
		if (n < 0)
			return fail(-errno, "UDP port %d", NTP_PORT);
		if (ntp_read(r, answer, (size_t)n, sent, ntp_now()))
			return 0;
	}
}

static int ask(struct ntp_reading *r, int fd)
{
	uint8_t question[NTP_PACKET];
	uint64_t sent = ntp_now();

	ntp_ask(question, sent);
	if (send(fd, question, sizeof question, 0) < 0)
		return fail(-errno, "UDP port %d", NTP_PORT);
	return receive(r, fd, sent, net_now() + AGAIN);
}

int ntp_time(struct ntp_reading *r, uint32_t server)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(NTP_PORT),
		.sin_addr = { htonl(server) },
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc = -ETIMEDOUT;

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) {
		rc = fail(-errno, "UDP port %d", NTP_PORT);
	} else {
		for (int i = 0; rc == -ETIMEDOUT && i < TIMES; i++)
			rc = ask(r, fd);
	}
	if (fd >= 0)
		close(fd);
	return rc;
}
