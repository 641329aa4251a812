// SPDX-License-Identifier: MIT
// Packet sockets, packet(7).
#include "dhcp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PROTOCOL = 9, FRAGMENT = 6, PORT = 2, UDP = 17, CLIENT = 68 };	// of IP and UDP headers

// Other traffic isn't worth a look. What comes through is checked as if there were none.
static int attach_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, PROTOCOL),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UDP, 0, 6),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, FRAGMENT),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, PORT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLIENT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = { sizeof code / sizeof *code, code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

static struct sockaddr_ll address(int interface)
{
	return (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = interface,
	};
}

// Of protocol 0 it hears nothing until it is bound.
int dhcp_socket_open(int interface)
{
	const struct sockaddr_ll to = address(interface);
	int one = 1, fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one);
	if (!attach_filter(fd) && !bind(fd, (const struct sockaddr *)&to, sizeof to))
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

int dhcp_socket_send(int fd, int interface, const uint8_t *frame, size_t n)
{
	struct sockaddr_ll to = address(interface);

	to.sll_halen = 6;
	memset(to.sll_addr, 255, 6);
	return sendto(fd, frame, n, 0, (const struct sockaddr *)&to, sizeof to) < 0 ? -1 : 0;
}

static bool is_checked(struct msghdr *m)
{
	struct tpacket_auxdata aux;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof aux);
		return !(aux.tp_status & TP_STATUS_CSUMNOTREADY);
	}
	return true;
}

ssize_t dhcp_socket_receive(int fd, uint8_t frame[DHCP_FRAME_MAX], bool *checked)
{
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec v = { .iov_base = frame, .iov_len = DHCP_FRAME_MAX };
	struct msghdr m = {
		.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control,
	};
	ssize_t n = recvmsg(fd, &m, 0);

	*checked = n >= 0 && is_checked(&m);
	return n;
}
