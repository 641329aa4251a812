// SPDX-License-Identifier: MIT
// A packet socket for DHCP on one interface: it works before there is an address, and whether the answer is sent to all or not. The kernel
// hands it nothing but UDP to a client's port, however busy the interface is. It never waits.
#ifndef DHCP_SOCKET_H
#define DHCP_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dhcp_packet.h"

// A descriptor, or -1 and errno.
int dhcp_socket_open(int interface);

// To all of the network: a frame of dhcp_frame. 0, or -1 and errno.
int dhcp_socket_send(int fd, int interface, const uint8_t *frame, size_t n);

// What came: how many bytes, or -1 when nothing did. *checked: its sum counts; it doesn't where that was left to hardware which the packet never
// met (a virtual machine's neighbour).
ssize_t dhcp_socket_receive(int fd, uint8_t frame[DHCP_FRAME_MAX], bool *checked);

#endif
