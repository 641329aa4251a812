// SPDX-License-Identifier: MIT
// The switch with socket pairs for machines: what passes, what doesn't, what hostile input does.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "switch.h"
#include "switch_impl.h"

static int failures;
static const char *work;

#define check(what) \
	do { \
		if (!(what)) { \
			printf("%s:%d: %s: false: %s\n", __FILE__, __LINE__, __func__, #what); \
			failures++; \
		} \
	} while (0)

// Three machines: m[i] is the machine's end of port i.
struct net {
	struct sw *sw;
	int m[3];
};

static struct net net_new(void)
{
	static const char *const names[] = { "a", "b", "c" };
	struct net n = { .sw = sw_new() };

	for (int i = 0; i < 3; i++) {
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
			abort();
		sw_attach(n.sw, sw_port(n.sw, names[i], -1), pair[0]);
		n.m[i] = pair[1];
	}
	return n;
}

static void net_free(struct net *n)
{
	for (int i = 0; i < 3; i++)
		close(n->m[i]);
	sw_free(n->sw);
}

static void settle(struct net *n)
{
	for (int i = 0; i < 8; i++)
		sw_step(n->sw, 0);
}

// A 60-byte frame from station `from` (0xff: everybody) to station `to`, with one byte of content.
static void emit(struct net *n, int from, int to, uint8_t content)
{
	uint8_t f[64] = { 0, 0, 0, 60, 0x52, 0x54, 0, 0, 0, (uint8_t)to, 0x52, 0x54, 0, 0, 0,
		(uint8_t)from };

	if (to == 0xff)
		memset(f + 4, 0xff, 6);
	f[18] = content;
	if (write(n->m[from], f, sizeof(f)) != sizeof(f))
		abort();
	settle(n);
}

// The content byte of the next frame at a machine, or -1 when there is none.
static int receive(struct net *n, int at)
{
	uint8_t f[64];

	if (recv(n->m[at], f, sizeof(f), MSG_DONTWAIT) != sizeof(f))
		return -1;
	return f[3] == 60 ? f[18] : -2;
}

static int command(struct net *n, const char *line)
{
	static char reply[SW_REPLY];

	return sw_command(n->sw, line, reply);
}

static void unknown_address_goes_to_all_but_the_sender(void)
{
	struct net n = net_new();

	emit(&n, 0, 1, 7);
	check(receive(&n, 0) == -1);
	check(receive(&n, 1) == 7);
	check(receive(&n, 2) == 7);
	net_free(&n);
}

static void learned_address_gets_it_alone(void)
{
	struct net n = net_new();

	emit(&n, 1, 0xff, 1);
	check(receive(&n, 0) == 1 && receive(&n, 2) == 1);
	emit(&n, 0, 1, 2);
	check(receive(&n, 1) == 2);
	check(receive(&n, 2) == -1);
	net_free(&n);
}

static void cut_port_neither_hears_nor_speaks(void)
{
	struct net n = net_new();

	check(!command(&n, "cut b"));
	emit(&n, 0, 0xff, 1);
	check(receive(&n, 1) == -1 && receive(&n, 2) == 1);
	emit(&n, 1, 0xff, 2);
	check(receive(&n, 0) == -1 && receive(&n, 2) == -1);
	check(!command(&n, "up b"));
	emit(&n, 1, 0xff, 3);
	check(receive(&n, 0) == 3 && receive(&n, 2) == 3);
	net_free(&n);
}

static void half_cut_port_only_hears_or_only_speaks(void)
{
	struct net n = net_new();

	check(!command(&n, "cut b from"));
	emit(&n, 0, 0xff, 1);
	check(receive(&n, 1) == 1 && receive(&n, 2) == 1);
	emit(&n, 1, 0xff, 2);
	check(receive(&n, 0) == -1);
	check(!command(&n, "cut b to"));
	emit(&n, 0, 0xff, 3);
	check(receive(&n, 1) == -1 && receive(&n, 2) == 3);
	emit(&n, 1, 0xff, 4);
	check(receive(&n, 0) == 4 && receive(&n, 2) == 4);
	check(!command(&n, "up b"));
	emit(&n, 0, 0xff, 5);
	check(receive(&n, 1) == 5);
	check(command(&n, "cut b up") == 1);
	net_free(&n);
}

static void trap_cuts_with_the_frame_that_has_its_bytes(void)
{
	struct net n = net_new();

	check(!command(&n, "cut b at 00003700"));
	emit(&n, 0, 1, 0x36);
	check(receive(&n, 1) == 0x36);
	emit(&n, 2, 0xff, 0x37);
	check(receive(&n, 0) == 0x37 && receive(&n, 1) == -1);
	emit(&n, 1, 0, 1);
	check(receive(&n, 0) == -1);
	check(!command(&n, "up b"));
	emit(&n, 0, 1, 0x37);	// it springs once
	check(receive(&n, 1) == 0x37);
	check(!command(&n, "cut b at 37"));
	emit(&n, 1, 0, 0x37);
	check(receive(&n, 0) == -1);
	check(!command(&n, "up b") && !command(&n, "cut b at 37 1"));
	emit(&n, 1, 0, 0x37);
	check(receive(&n, 0) == 0x37);
	emit(&n, 1, 0, 1);
	check(receive(&n, 0) == -1);
	check(!command(&n, "up b") && !command(&n, "cut b at 37") && !command(&n, "up b"));
	emit(&n, 1, 0, 0x37);
	check(receive(&n, 0) == 0x37);
	net_free(&n);
}

static void await_frame(struct net *n, int at)
{
	struct pollfd p = { .fd = n->m[at], .events = POLLIN };
	int64_t start = sw_now();

	while (poll(&p, 1, 0) == 0 && sw_now() - start < INT64_C(5000000000))
		sw_step(n->sw, 100);
}

static void delayed_frames_come_late_and_in_order(void)
{
	struct net n = net_new();

	check(!command(&n, "delay b 30000"));
	int64_t start = sw_now();
	emit(&n, 0, 1, 1);
	emit(&n, 0, 1, 2);
	check(receive(&n, 2) == 1);
	check(receive(&n, 1) == -1);
	await_frame(&n, 1);
	check(sw_now() - start >= 30000000);
	check(receive(&n, 1) == 1);
	await_frame(&n, 1);	// it was sent a moment later
	check(receive(&n, 1) == 2);
	net_free(&n);
}

// One bit a frame that arrives.
static uint64_t loss_pattern(const char *line)
{
	struct net n = net_new();
	uint64_t bits = 0;

	check(!command(&n, line));
	for (uint8_t i = 0; i < 64; i++) {
		emit(&n, 0, 1, i);
		bits |= (uint64_t)(receive(&n, 1) == i) << i;
	}
	net_free(&n);
	return bits;
}

static void loss_repeats_with_its_seed(void)
{
	uint64_t half = loss_pattern("loss b 50 42");
	int passed = __builtin_popcountll(half);

	check(half == loss_pattern("loss b 50 42"));
	check(half != loss_pattern("loss b 50 43"));
	check(passed > 16 && passed < 48);
	check(loss_pattern("loss b 0") == UINT64_MAX);
	check(loss_pattern("loss b 100") == 0);
}

static void capture_is_a_pcap_file(void)
{
	struct net n = net_new();
	char line[512], file[400];
	uint32_t head[10];

	snprintf(file, sizeof(file), "%s/switch-test.pcap", work);
	snprintf(line, sizeof(line), "pcap %s", file);
	check(!command(&n, line));
	emit(&n, 0, 1, 9);
	check(!command(&n, "pcap off"));
	emit(&n, 0, 1, 9);
	FILE *f = fopen(file, "r");
	check(f && fread(head, 4, 10, f) == 10);
	check(head[0] == 0xa1b2c3d4 && head[1] == 0x00040002 && head[4] == 65535 && head[5] == 1);
	check(head[8] == 60 && head[9] == 60);
	struct stat st;
	check(!stat(file, &st) && st.st_size == 24 + 16 + 60);
	if (f)
		fclose(f);
	net_free(&n);
}

static void impossible_length_ends_the_stream(void)
{
	struct net n = net_new();

	check(write(n.m[0], "\xff\xff\xff\xff", 4) == 4);
	settle(&n);
	char c;
	check(recv(n.m[0], &c, 1, MSG_DONTWAIT) == 0);
	check(n.sw->ports[0].bad == 1);
	emit(&n, 1, 2, 5);
	check(receive(&n, 2) == 5);
	net_free(&n);
}

static void short_frame_is_dropped_and_the_next_passes(void)
{
	struct net n = net_new();

	check(write(n.m[0], "\0\0\0\2xx\0\0\0\0", 10) == 10);
	emit(&n, 0, 1, 6);
	check(receive(&n, 1) == 6);
	check(n.sw->ports[0].bad == 2);
	net_free(&n);
}

static void frame_in_pieces_is_put_together(void)
{
	struct net n = net_new();
	uint8_t f[64] = { 0, 0, 0, 60, 0x52, 0x54, 0, 0, 0, 1, 0x52, 0x54, 0, 0, 0, 0 };

	f[18] = 8;
	for (size_t i = 0; i < sizeof(f); i++) {
		check(receive(&n, 1) == -1);
		check(write(n.m[0], f + i, 1) == 1);
		settle(&n);
	}
	check(receive(&n, 1) == 8);
	net_free(&n);
}

static void machine_that_reads_nothing_fills_a_bounded_queue(void)
{
	struct net n = net_new();
	static uint8_t f[4 + SW_FRAME_MAX] = { 0, 1, 0x10, 0, 0x52, 0x54, 0, 0, 0, 1, 0x52, 0x54 };

	close(n.m[2]);
	n.m[2] = -1;
	fcntl(n.m[0], F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 400; i++) {
		size_t at = 0;
		while (at < sizeof(f)) {
			ssize_t w = write(n.m[0], f + at, sizeof(f) - at);
			at += w > 0 ? (size_t)w : 0;
			sw_step(n.sw, 0);
		}
	}
	check(n.sw->ports[1].full > 0);
	check(n.sw->ports[1].queued <= SW_QUEUE);
	net_free(&n);
}

static void machine_that_left_is_no_obstacle(void)
{
	struct net n = net_new();

	close(n.m[1]);
	n.m[1] = socket(AF_UNIX, SOCK_STREAM, 0);
	settle(&n);
	emit(&n, 0, 0xff, 4);
	check(receive(&n, 2) == 4);
	net_free(&n);
}

static void bad_commands_are_refused(void)
{
	static const char *const lines[] = {
		"",
		"help",
		"cut",
		"cut nobody",
		"cut a b",
		"cut a from to",
		"cut a at",
		"cut a at 0",
		"cut a at 00 x",
		"cut a at 0x",
		"cut a at 0A",
		"cut a at 00 00 00",
		"cut a at 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
		"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40",
		"delay a",
		"delay a -1",
		"delay a 1.5",
		"delay a 99999999",
		"loss a",
		"loss a 101",
		"loss a 1.234",
		"loss a 1 0",
		"loss a 1 x",
		"loss a 99999999999999999999999999",
		"pcap",
		"pcap /nonexistent/x",
		"stats now",
	};
	struct net n = net_new();

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		if (command(&n, lines[i]) != 1) {
			printf("accepted: %s\n", lines[i]);
			failures++;
		}
	}
	check(!command(&n, "loss a 0.25 7") && n.sw->ports[0].loss == 25);
	net_free(&n);
}

static void bad_port_names_are_refused(void)
{
	struct sw *sw = sw_new();

	check(sw_port(sw, "", -1) == -EINVAL);
	check(sw_port(sw, "../x", -1) == -EINVAL);
	check(sw_port(sw, "control", -1) == -EINVAL);
	check(sw_port(sw, "node1", -1) == 0);
	check(sw_port(sw, "node1", -1) == -EEXIST);
	sw_free(sw);
}

static void stats_count_what_passed(void)
{
	struct net n = net_new();
	static char reply[SW_REPLY];

	emit(&n, 0, 0xff, 1);
	check(!sw_command(n.sw, "stats", reply));
	check(strstr(reply, "a here in 1 60 out 0 0 lost 0 full 0 bad 0\n"));
	check(strstr(reply, "b here in 0 0 out 1 60 "));
	net_free(&n);
}

int main(int argc, char **argv)
{
	work = argc > 1 ? argv[1] : ".";
	unknown_address_goes_to_all_but_the_sender();
	learned_address_gets_it_alone();
	cut_port_neither_hears_nor_speaks();
	half_cut_port_only_hears_or_only_speaks();
	trap_cuts_with_the_frame_that_has_its_bytes();
	delayed_frames_come_late_and_in_order();
	loss_repeats_with_its_seed();
	capture_is_a_pcap_file();
	impossible_length_ends_the_stream();
	short_frame_is_dropped_and_the_next_passes();
	frame_in_pieces_is_put_together();
	machine_that_reads_nothing_fills_a_bounded_queue();
	machine_that_left_is_no_obstacle();
	bad_commands_are_refused();
	bad_port_names_are_refused();
	stats_count_what_passed();
	return failures ? 1 : 0;
}
