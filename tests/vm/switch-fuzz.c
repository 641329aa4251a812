// SPDX-License-Identifier: MIT
// Fuzz target: the stream that a machine sends, in pieces of any size, and the capture that is written of it. A plain
// reading of the whole stream must come to the same frames. The input: a byte, the size of pieces; a byte, how much
// each frame of less than its length is filled up (so that few bytes make large frames); the stream.
// links: switch-command.c
#include "switch.c"

#include "fuzz.h"

enum { STREAM = 1 << 20 };

static uint8_t stream[STREAM];

// The stream that an input stands for: frames whose content, after `given` bytes, is nothing but zeros.
static size_t expand(const uint8_t *in, size_t n, size_t given)
{
	size_t used = 0;

	while (n >= 4) {
		uint32_t len = (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | in[2] << 8 | in[3];
		size_t take = n - 4 < given ? n - 4 : given;

		take = take < len ? take : len;
		if (used + 4 + take > STREAM || (len <= SW_FRAME_MAX && used + 4 + len > STREAM))
			break;
		memcpy(stream + used, in, 4 + take);
		used += 4 + take;
		in += 4 + take;
		n -= 4 + take;
		if (len > SW_FRAME_MAX)
			continue;
		memset(stream + used, 0, len - take);
		used += len - take;
	}
	n = n < STREAM - used ? n : STREAM - used;
	memcpy(stream + used, in, n);
	return used + n;
}

// What the port must have counted and captured of these bytes; false: the stream is lost.
static bool expect(const uint8_t *p, size_t n, struct port *counts, FILE *pcap)
{
	while (n >= 4) {
		uint32_t len = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | p[2] << 8 | p[3];

		if (len > SW_FRAME_MAX)
			return false;
		if (len > n - 4)
			break;
		if (len < SW_FRAME_MIN) {
			counts->bad++;
		} else {
			uint32_t head[4] = { 0, 0, len < SW_SNAP ? len : SW_SNAP, len };

			counts->in_frames++;
			counts->in_bytes += len;
			fwrite(head, sizeof head, 1, pcap);
			fwrite(p + 4, head[2], 1, pcap);
		}
		p += 4 + len;
		n -= 4 + len;
	}
	counts->have = n;
	return true;
}

// The captures are the same but for the time of each frame.
static void compare(uint8_t *got, size_t got_size, const uint8_t *want, size_t want_size)
{
	if (got_size != want_size)
		abort();
	for (size_t at = 0; at < got_size;) {
		uint32_t len;

		memset(got + at, 0, 8);
		memcpy(&len, want + at + 8, 4);
		at += 16 + len;
	}
	if (got_size && memcmp(got, want, got_size))
		abort();
}

static bool feed(struct sw *sw, struct port *p, size_t n, size_t piece)
{
	for (size_t at = 0; at < n;) {
		size_t room = sizeof p->buf - p->have, take = n - at < piece ? n - at : piece;

		take = take < room ? take : room;
		if (!take)
			abort();
		memcpy(p->buf + p->have, stream + at, take);
		p->have += take;
		at += take;
		if (!port_parse(sw, p))
			return false;
	}
	return true;
}

// Two machines, a that speaks and b that is there; as new, without the price of new ones.
static struct sw *two_ports(void)
{
	static struct sw *sw;

	if (!sw) {
		sw = sw_new();
		sw_port(sw, "a", -1);
		sw_port(sw, "b", -1);
		sw->ports[1].fd = open("/dev/null", O_WRONLY);
	}
	struct port *a = &sw->ports[0];
	queue_drop(&sw->ports[1]);
	a->have = 0;
	a->in_frames = a->in_bytes = a->bad = 0;
	memset(sw->table, 0, sizeof sw->table);
	return sw;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct port want;
	struct sw *sw = two_ports();
	struct port *a = &sw->ports[0], *b = &sw->ports[1];
	char *got, *wanted;
	size_t got_size, wanted_size;

	if (n < 2)
		return 0;
	size_t len = expand(data + 2, n - 2, data[1] ? data[1] : 4096);
	want.in_frames = want.in_bytes = want.bad = want.have = 0;
	sw->pcap = open_memstream(&got, &got_size);
	FILE *pcap = open_memstream(&wanted, &wanted_size);

	bool lives = feed(sw, a, len, data[0] ? data[0] : 50000);
	if (lives != expect(stream, len, &want, pcap))
		abort();
	fclose(sw->pcap);
	sw->pcap = NULL;
	fclose(pcap);
	compare((uint8_t *)got, got_size, (uint8_t *)wanted, wanted_size);
	if (a->in_frames != want.in_frames || a->in_bytes != want.in_bytes || a->bad != want.bad ||
		(lives && a->have != want.have) || b->queued > SW_QUEUE ||
		b->queued > want.in_bytes)
		abort();
	free(got);
	free(wanted);
	return 0;
}
