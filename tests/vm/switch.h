// SPDX-License-Identifier: MIT
// An Ethernet learning switch for virtual machines: ports are stream sockets that carry
// frames as QEMU's `-netdev stream` does, each behind its length (4 bytes, big-endian).
#ifndef TESTS_VM_SWITCH_H
#define TESTS_VM_SWITCH_H

enum {
	SW_PORTS = 64,
	SW_NAME = 32,		// a port's name with its NUL
	SW_FRAME_MIN = 14,	// two addresses and a type
	SW_FRAME_MAX = 69632,	// what QEMU itself takes at most
	SW_QUEUE = 8 << 20,	// bytes waiting for one port; more is dropped and counted
	SW_LINE = 4352,		// a control command with its newline
	SW_REPLY = 32768,	// an answer
};

struct sw;

// All that returns int gives 0 (or a number) or a negative errno.
struct sw *sw_new(void);				// NULL: no memory
void sw_free(struct sw *sw);				// closes all it was given
int sw_port(
	struct sw *sw, const char *name, int listener); // a port's number; listener: owned, or -1
int sw_attach(struct sw *sw, int port, int fd);		// fd: owned; an earlier one is closed
int sw_control(struct sw *sw, int listener);		// listener: owned
int sw_step(struct sw *sw, int timeout_ms);		// one round; -1 waits for ever
int sw_command(struct sw *sw, const char *line, char reply[SW_REPLY]);	// 1: refused, reply says why

#endif
