// SPDX-License-Identifier: MIT
// The switch's own state; nobody outside switch.c and its test needs it.
#ifndef TESTS_VM_SWITCH_IMPL_H
#define TESTS_VM_SWITCH_IMPL_H

enum {
	SW_TABLE = 1024,	// learned addresses; a collision costs a flood, nothing else
	SW_CLIENTS = 8,		// control connections
	SW_SNAP = 65535,	// captured bytes of a frame
	SW_TRAP = 64,		// bytes that a frame is known by
};

struct frame {
	struct frame *next, *prev;
	int64_t due;		// ns, CLOCK_MONOTONIC: not sent before
	uint32_t len;		// of data
	uint8_t data[];		// length and frame, as they go out
};

struct port {
	char name[SW_NAME];
	int listener, fd;	// -1: none
	bool mute, deaf;	// the machine stays connected; what it sends, what it is sent vanishes
	uint8_t trap[SW_TRAP];	// it becomes both with the first frame that has these bytes in it,
	size_t trap_size;	// 0: no trap;
	uint64_t trap_more;	// or so many frames later
	uint64_t fuse;		// the frame of which this is, counted down; 0: none
	uint32_t loss;		// in 1/10000, each direction
	uint64_t rng;
	int64_t delay;		// ns, each direction
	struct frame *head, *tail;
	size_t queued, sent;	// bytes of frames waiting; bytes of head that went out
	uint8_t buf[2 * (4 + SW_FRAME_MAX)];
	size_t have;		// bytes in buf
	uint64_t in_frames, in_bytes, out_frames, out_bytes;
	uint64_t lost, full, bad;	// by cut or loss; queue full; impossible frames
};

struct client {
	int fd;
	char buf[SW_LINE];
	size_t have;
};

struct sw {
	struct port ports[SW_PORTS];
	int nports;
	struct entry {
		uint8_t mac[6];
		struct port *port;	// NULL: unused
	} table[SW_TABLE];
	int control;		// listener, or -1
	struct client clients[SW_CLIENTS];
	FILE *pcap;		// NULL: off
};

int64_t sw_now(void);	// ns
struct port *sw_find(struct sw *sw, const char *name);	// NULL: none

#endif
