// SPDX-License-Identifier: MIT
// The kernel command line, parsed in bounds.
#include "cmdline.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "number.h"

static const char *const forms[] = { "none", "image", "tree", "ram", "disk" };

const char *root_form_name(enum root_form form)
{
	return forms[form];
}

static int copy(char *to, size_t size, const char *s, size_t n)
{
	if (n >= size)
		return -1;
	memcpy(to, s, n);
	to[n] = 0;
	return 0;
}

static bool printable(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s > '~')
			return false;
	return true;
}

// One address, in brackets or not; returns what follows it, or NULL.
static const char *take_server(struct root_spec *r, const char *s)
{
	bool bracket = *s == '[';
	size_t n = strcspn(s + bracket, bracket ? "]" : ",:/");

	if (r->servers == SERVERS_MAX || addr_parse(&r->server[r->servers], s + bracket, n))
		return NULL;
	if ((r->server[r->servers].family == AF_INET6) != bracket)
		return NULL;
	r->servers++;
	s += bracket + n;
	return bracket ? (*s == ']' ? s + 1 : NULL) : s;
}

// ADDR[,ADDR]; returns what follows, or NULL.
static const char *take_servers(struct root_spec *r, const char *s)
{
	do
		s = take_server(r, s);
	while (s && *s == ',' && s++);
	return s;
}

// An absolute path that can stand in mount options and URLs as it is.
static int take_path(struct root_spec *r, const char *s)
{
	if (*s != '/' || strpbrk(s, ",\"'\\#?%") || strstr(s, "/../") || !printable(s))
		return -1;
	return copy(r->path, sizeof r->path, s, strlen(s));
}

static int root_nfs(struct root_spec *r, const char *s)
{
	s = take_servers(r, s);
	return s && *s == ':' ? take_path(r, s + 1) : -1;
}

static int root_ram(struct root_spec *r, const char *s)
{
	uint64_t port;

	if (strncmp(s, "http://", 7))
		return -1;
	s = take_servers(r, s + 7);
	if (s && *s == ':') {
		size_t n = strcspn(++s, "/");

		if (number_parse(&port, s, n, 1, 65535))
			return -1;
		r->port = (unsigned)port;
		s += n;
	}
	return s ? take_path(r, s) : -1;
}

static int root_disk(struct root_spec *r, const char *s)
{
	if (strncmp(s, "LABEL=", 6))
		return -1;
	s += 6;
	size_t n = strcspn(s, ":");
	if (!n || !s[n] || copy(r->label, sizeof r->label, s, n) || !printable(r->label))
		return -1;
	return take_path(r, s + n + 1);
}

static int set_root(struct cmdline *c, const char *v)
{
	static int (*const parse[])(struct root_spec *, const char *) = {
		[ROOT_IMAGE] = root_nfs,
		[ROOT_TREE] = root_nfs,
		[ROOT_RAM] = root_ram,
		[ROOT_DISK] = root_disk,
	};

	c->root = (struct root_spec){ .port = 80 };
	for (enum root_form f = ROOT_IMAGE; f <= ROOT_DISK; f++) {
		size_t n = strlen(forms[f]);

		if (strncmp(v, forms[f], n) || v[n] != ':')
			continue;
		c->root.form = f;
		return parse[f](&c->root, v + n + 1);
	}
	return -1;
}

static int set_nfs(struct cmdline *c, const char *v)
{
	c->nfs42 = !strcmp(v, "4.2");
	return c->nfs42 || !strcmp(v, "3") ? 0 : -1;
}

static int set_manifest(struct cmdline *c, const char *v)
{
	return strlen(v) == 64 && hex_only(v, 64) ? copy(c->manifest, 65, v, 64) : -1;
}

static int set_ip(struct cmdline *c, const char *v)
{
	size_t n = strcspn(v, ",");

	memset(&c->ip, 0, sizeof c->ip);
	memset(&c->gateway, 0, sizeof c->gateway);
	if (!strcmp(v, "dhcp"))
		return 0;
	if (addr_parse_prefix(&c->ip, &c->prefix, v, n))
		return -1;
	if (!v[n])
		return 0;
	v += n + 1;
	if (!*v)	// a loader without a gateway leaves it empty
		return 0;
	return addr_parse(&c->gateway, v, strlen(v)) || c->gateway.family != c->ip.family ? -1 : 0;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *p = c ? strchr(digits, c | 0x20) : NULL;

	return p ? (int)(p - digits) : -1;
}

// 01-aa-bb-cc-dd-ee-ff: the hardware type of Ethernet and the address (pxelinux, IPAPPEND 2).
static int set_bootif(struct cmdline *c, const char *v)
{
	c->has_bootif = false;
	if (strlen(v) != 20)
		return -1;
	if (strncmp(v, "01-", 3))
		return 0;	// not Ethernet: says nothing to us
	for (int i = 0; i < 6; i++) {
		int hi = hex_digit(v[3 + 3 * i]), lo = hex_digit(v[4 + 3 * i]);

		if (hi < 0 || lo < 0 || v[2 + 3 * i] != '-')
			return -1;
		c->bootif[i] = (uint8_t)(hi << 4 | lo);
	}
	c->has_bootif = true;
	return 0;
}

// RFC 1123, 2.1
static int set_hostname(struct cmdline *c, const char *v)
{
	size_t n = strlen(v);

	if (!n || *v == '-' || v[n - 1] == '-' || *v == '.' || v[n - 1] == '.')
		return -1;
	for (const char *p = v; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
				(*p >= '0' && *p <= '9') || *p == '-' || *p == '.'))
			return -1;
	return copy(c->hostname, sizeof c->hostname, v, n);
}

static int set_machine_id(struct cmdline *c, const char *v)
{
	return strlen(v) == 32 && hex_only(v, 32) ? copy(c->machine_id, 33, v, 32) : -1;
}

static int set_overlay(struct cmdline *c, const char *v)
{
	size_t n = strspn(v, "0123456789");
	const char *units = "kMG", *unit = v[n] ? strchr(units, v[n]) : NULL;
	uint64_t x;

	if (number_parse(&x, v, n, 1, (uint64_t)1 << 50) || (v[n] && v[n + 1]))
		return -1;
	c->overlay_percent = 0;
	if (v[n] == '%') {
		c->overlay_percent = (unsigned)(x > 100 ? 0 : x);
		return x > 100 ? -1 : 0;
	}
	if (v[n] && !unit)
		return -1;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	if (x > ((uint64_t)1 << 50) >> shift)
		return -1;
	c->overlay_bytes = x << shift;
	return 0;
}

static int set_rescue(struct cmdline *c, const char *v)
{
	c->rescue = !strcmp(v, "1");
	return c->rescue || !strcmp(v, "0") ? 0 : -1;
}

static int set_console(struct cmdline *c, const char *v)
{
	if (strcmp(v, "open") && strcmp(v, "login") && strcmp(v, "none"))
		return -1;
	return copy(c->console, sizeof c->console, v, strlen(v));
}

static int seconds(unsigned *to, const char *v)
{
	uint64_t x;

	if (number_parse(&x, v, strlen(v), 1, 3600))
		return -1;
	*to = (unsigned)x;
	return 0;
}

static int set_carrier(struct cmdline *c, const char *v)
{
	return seconds(&c->carrier, v);
}

static int set_retry(struct cmdline *c, const char *v)
{
	return seconds(&c->retry, v);
}

static int set_trial(struct cmdline *c, const char *v)
{
	return seconds(&c->trial, v);
}

// Read by the services of the running system; nothing of it is kept here.
static int set_elsewhere(struct cmdline *c, const char *v)
{
	(void)c;
	(void)v;
	return 0;
}

static const struct key {
	const char *name;
	int (*set)(struct cmdline *c, const char *value);
} keys[] = {
	{ "BOOTIF", set_bootif },
	{ "orion.carrier", set_carrier },
	{ "orion.console", set_console },
	{ "orion.hostname", set_hostname },
	{ "orion.ip", set_ip },
	{ "orion.machine-id", set_machine_id },
	{ "orion.manifest", set_manifest },
	{ "orion.nfs", set_nfs },
	{ "orion.order", set_elsewhere },
	{ "orion.overlay", set_overlay },
	{ "orion.password", set_elsewhere },
	{ "orion.persist", set_elsewhere },
	{ "orion.repository-key", set_elsewhere },
	{ "orion.rescue", set_rescue },
	{ "orion.retry", set_retry },
	{ "orion.root", set_root },
	{ "orion.ssh-keys", set_elsewhere },
	{ "orion.trial", set_trial },
};

static int set_key(struct cmdline *c, char *word)
{
	size_t n = strcspn(word, "=");

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strlen(keys[i].name) != n || memcmp(keys[i].name, word, n))
			continue;
		const char *v = word[n] ? word + n + 1 : "";

		if (keys[i].set(c, v))
			return fail("E-CMDLINE", "%s=%.80s is not valid", keys[i].name, v);
		return 0;
	}
	if (!strncmp(word, "orion.", 6) && !c->unknown[0])
		snprintf(c->unknown, sizeof c->unknown, "%.*s", (int)(n < 60 ? n : 60), word);
	return 0;
}

// The next word, its double quotes taken away as the kernel does; false at the end.
static bool next_word(const char **p, const char *end, char *word, size_t size, bool *cut)
{
	bool quoted = false;
	size_t n = 0;

	while (*p < end && strchr(" \t\n", **p))
		(*p)++;
	if (*p == end)
		return false;
	for (*cut = false; *p < end && (quoted || !strchr(" \t\n", **p)); (*p)++) {
		if (**p == '"')
			quoted = !quoted;
		else if (n + 1 < size)
			word[n++] = **p;
		else
			*cut = true;
	}
	word[n] = 0;
	return true;
}

static void defaults(struct cmdline *c)
{
	*c = (struct cmdline){
		.overlay_percent = 50,
		.console = "none",
		.carrier = 60,
		.retry = 20,
	};
}

int cmdline_parse(struct cmdline *c, const char *text, size_t n)
{
	const char *nul = memchr(text, 0, n), *end = nul ? nul : text + n;
	char word[1024];
	bool cut;

	defaults(c);
	while (next_word(&text, end, word, sizeof word, &cut)) {
		if (!strcmp(word, "--"))
			break;
		if (cut && (!strncmp(word, "orion.", 6) || !strncmp(word, "BOOTIF=", 7)))
			return fail("E-CMDLINE", "%.40s... is too long", word);
		if (!cut && set_key(c, word))
			return -1;
	}
	if (c->root.form == ROOT_NONE)
		return fail("E-CMDLINE", "orion.root= is missing");
	if (!c->manifest[0])
		return fail("E-CMDLINE", "orion.manifest= is missing");
	return 0;
}
