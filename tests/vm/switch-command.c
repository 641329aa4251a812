// SPDX-License-Identifier: MIT
// The switch's control commands, a row each in `verbs`.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "switch.h"
#include "switch_impl.h"

// Each command gets its words, writes its answer or the reason of its refusal into reply.

static int say(char *reply, int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reply, SW_REPLY, fmt, ap);
	va_end(ap);
	return rc;
}

// A decimal number with up to `places` digits behind the point, times 10^places.
static bool number(const char *s, int places, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	bool point = false;

	if (!isdigit((unsigned char)*s))
		return false;
	for (; *s; s++) {
		if (*s == '.' && !point && places > 0) {
			point = true;
			continue;
		}
		if (!isdigit((unsigned char)*s) || (point && places-- <= 0))
			return false;
		v = v * 10 + (uint64_t)(*s - '0');
		if (v > UINT64_MAX / 100000)
			return false;
	}
	while (places-- > 0)
		v *= 10;
	*out = v;
	return v <= max;
}

// Two hexadecimal digits a byte; 0: they aren't.
static size_t bytes_of(const char *hex, uint8_t *out, size_t max)
{
	size_t n = strlen(hex) / 2;

	if (strlen(hex) % 2 || n > max || hex[strspn(hex, "0123456789abcdef")])
		return 0;
	for (size_t i = 0; i < n; i++)
		sscanf(hex + 2 * i, "%2hhx", &out[i]);
	return n;
}

static int cut_at(struct port *p, const char *hex, const char *later, char *reply)
{
	uint8_t trap[SW_TRAP];
	uint64_t more = 0;
	size_t n = hex ? bytes_of(hex, trap, sizeof(trap)) : 0;

	if (!n)
		return say(reply, 1, "cut at: 1 to %d bytes, two of 0-9a-f each", SW_TRAP);
	if (later && !number(later, 0, 1000000, &more))
		return say(reply, 1, "cut at: 0 to 1000000 frames later");
	memcpy(p->trap, trap, n);
	p->trap_size = n;
	p->trap_more = more;
	return 0;
}

static int cmd_cut(struct sw *sw, struct port *p, char **arg, char *reply)
{
	bool from = !arg[0] || !strcmp(arg[0], "from"), to = !arg[0] || !strcmp(arg[0], "to");

	(void)sw;
	if (arg[0] && !strcmp(arg[0], "at"))
		return cut_at(p, arg[1], arg[1] ? arg[2] : NULL, reply);
	if ((!from && !to) || arg[1])
		return say(reply, 1,
			"cut: from, to, at BYTES [FRAMES], or no word for both directions");
	p->mute = from;
	p->deaf = to;
	return 0;
}

static int cmd_up(struct sw *sw, struct port *p, char **arg, char *reply)
{
	(void)sw, (void)arg, (void)reply;
	p->mute = p->deaf = false;
	p->trap_size = 0;
	p->fuse = 0;
	return 0;
}

static int cmd_delay(struct sw *sw, struct port *p, char **arg, char *reply)
{
	uint64_t usec;

	(void)sw;
	if (!arg[0] || !number(arg[0], 0, 10000000, &usec))
		return say(reply, 1, "delay: 0 to 10000000 microseconds");
	p->delay = (int64_t)usec * 1000;
	return 0;
}

static int cmd_loss(struct sw *sw, struct port *p, char **arg, char *reply)
{
	uint64_t loss, seed = 1;

	(void)sw;
	if (!arg[0] || !number(arg[0], 2, 10000, &loss))
		return say(reply, 1, "loss: 0 to 100 percent, at most two digits behind the point");
	if (arg[1] && (!number(arg[1], 0, UINT32_MAX, &seed) || !seed))
		return say(reply, 1, "loss: the seed is a number from 1 on");
	p->loss = (uint32_t)loss;
	p->rng = seed;
	return 0;
}

static int pcap_stop(struct sw *sw, char *reply)
{
	bool bad = sw->pcap && ferror(sw->pcap);

	if (sw->pcap && fclose(sw->pcap))
		bad = true;
	sw->pcap = NULL;
	return bad ? say(reply, 1, "pcap: the capture is incomplete, a write failed") : 0;
}

static int cmd_pcap(struct sw *sw, struct port *p, char **arg, char *reply)
{
	static const uint32_t head[6] = { 0xa1b2c3d4, 0x00040002, 0, 0, SW_SNAP, 1 };

	(void)p;
	if (!arg[0])
		return say(reply, 1, "pcap: a file name or off");
	int rc = pcap_stop(sw, reply);
	if (rc || !strcmp(arg[0], "off"))
		return rc;
	sw->pcap = fopen(arg[0], "we");
	if (!sw->pcap)
		return say(reply, 1, "pcap: open %s: %s", arg[0], strerror(errno));
	fwrite(head, sizeof(head), 1, sw->pcap);
	fflush(sw->pcap);
	return 0;
}

static const char *cut_text(const struct port *p)
{
	if (p->mute && p->deaf)
		return ",cut";
	if (p->mute || p->deaf)
		return p->mute ? ",cut-from" : ",cut-to";
	return p->trap_size || p->fuse ? ",cut-at" : "";
}

static int cmd_stats(struct sw *sw, struct port *p, char **arg, char *reply)
{
	size_t at = 0;

	(void)p, (void)arg;
	for (int i = 0; i < sw->nports; i++) {
		p = &sw->ports[i];
		at += (size_t)snprintf(reply + at, SW_REPLY - at,
			"%s %s%s in %llu %llu out %llu %llu lost %llu full %llu bad %llu\n",
			p->name, p->fd < 0 ? "absent" : "here", cut_text(p),
			(unsigned long long)p->in_frames, (unsigned long long)p->in_bytes,
			(unsigned long long)p->out_frames, (unsigned long long)p->out_bytes,
			(unsigned long long)p->lost, (unsigned long long)p->full,
			(unsigned long long)p->bad);
	}
	return 0;
}

static const struct verb {
	const char *name;
	bool port;	// its first word is a port
	int words;	// after that, at most
	int (*run)(struct sw *sw, struct port *p, char **arg, char *reply);
} verbs[] = {
	{ "cut", true, 3, cmd_cut },
	{ "up", true, 0, cmd_up },
	{ "delay", true, 1, cmd_delay },
	{ "loss", true, 2, cmd_loss },
	{ "pcap", false, 1, cmd_pcap },
	{ "stats", false, 0, cmd_stats },
};

static int run_verb(struct sw *sw, const struct verb *v, char **word, int n, char *reply)
{
	struct port *p = NULL;

	if (v->port) {
		p = n > 0 ? sw_find(sw, word[0]) : NULL;
		if (!p)
			return say(reply, 1, "%s: no port %s", v->name, n > 0 ? word[0] : "named");
		word++, n--;
	}
	if (n > v->words)
		return say(reply, 1, "%s: too many words", v->name);
	return v->run(sw, p, word, reply);
}

int sw_command(struct sw *sw, const char *line, char reply[SW_REPLY])
{
	char copy[SW_LINE], *word[7] = { NULL }, *save = NULL;
	int n = 0;

	*reply = 0;
	if (strlen(line) >= sizeof(copy))
		return say(reply, 1, "the line is too long");
	strcpy(copy, line);
	for (char *w = strtok_r(copy, " \t\r", &save); w && n < 6;
		w = strtok_r(NULL, " \t\r", &save))
		word[n++] = w;
	for (size_t i = 0; n && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(word[0], verbs[i].name))
			return run_verb(sw, &verbs[i], word + 1, n - 1, reply);
	return say(reply, 1, "commands: cut, up, delay, loss, pcap, stats");
}
