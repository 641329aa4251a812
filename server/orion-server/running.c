// SPDX-License-Identifier: MIT
// The node table, as a sorted list.
#include "running.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "hardware.h"
#include "hostname.h"
#include "role.h"

#define SECONDS_MAX 253402300799u // the year 9999

enum { FIELDS = 9 };

// --- one row

static int check_machine(const char *s)
{
	char mac[MAC_TEXT], uuid[UUID_TEXT];

	if (strlen(s) == MAC_TEXT - 1 && !mac_parse(mac, text_of(s)) && !strcmp(mac, s))
		return 0;
	if (strlen(s) == UUID_TEXT - 1 && !uuid_parse(uuid, text_of(s)) && !strcmp(uuid, s))
		return 0;
	return fail(-E_DATA, "`%s` is neither a MAC nor a UUID, in lower case", s);
}

// An IPv4 or IPv6 address, as the C library writes it.
static int check_address(const char *s)
{
	char again[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	int family = strchr(s, ':') ? AF_INET6 : AF_INET;

	if (inet_pton(family, s, bytes) == 1 && inet_ntop(family, bytes, again, sizeof again) &&
		!strcmp(s, again))
		return 0;
	return fail(-E_DATA, "`%s` is no address", s);
}

int running_check(const struct running *r)
{
	int rc = check_machine(r->machine);

	if (!rc)
		rc = hostname_check(text_of(r->name));
	if (!rc)
		rc = check_address(r->address);
	if (!rc)
		rc = during(role_check(text_of(r->role)), "role");
	if (!rc && r->server)
		rc = during(check_address(r->server), "server");
	return rc;
}

// --- the text

static int take_texts(struct running *r, struct arena *a, const struct text *f)
{
	const char **to[] = { &r->machine, &r->name, &r->address, &r->role };

	r->server = NULL;
	for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
		if (memchr(f[i].s, 0, f[i].n))
			return fail(-E_DATA, "a 0 in it");
		*to[i] = arena_text(a, f[i].s, f[i].n);
		if (!*to[i])
			return -ENOMEM;
	}
	return running_check(r);
}

static int take_server(struct running *r, struct arena *a, struct text t)
{
	r->server = memchr(t.s, 0, t.n) ? "0" : arena_text(a, t.s, t.n);
	return r->server ? during(check_address(r->server), "server") : -ENOMEM;
}

static int parse_line(struct running *r, struct arena *a, struct text line)
{
	struct text f[FIELDS];

	size_t fields = text_fields(line, '\t', f, FIELDS);

	r->since = 0;
	if (fields < FIELDS - 2 || fields > FIELDS)
		return fail(-E_DATA,
			"a line is MAC or UUID, name, address, role, digest, seconds, `running` or `gone`, since when, and the server, with tabs between them");
	int rc = take_texts(r, a, f);
	if (!rc)
		rc = digest_parse(&r->digest, f[4]);
	if (!rc)
		rc = text_number(&r->seconds, f[5], 0, SECONDS_MAX, "seconds");
	r->gone = text_is(f[6], "gone");
	if (!rc && !r->gone && !text_is(f[6], "running"))
		rc = fail(-E_DATA, "`%.*s` must be one of: running | gone", TEXT_ARG(f[6]));
	if (!rc && fields > FIELDS - 2)
		rc = text_number(&r->since, f[7], fields < FIELDS, SECONDS_MAX, "since");
	return rc || fields < FIELDS ? rc : take_server(r, a, f[8]);
}

static int compare(const struct running *r, const char *machine, const char *address)
{
	int order = strcmp(r->machine, machine);

	return order ? order : strcmp(r->address, address);
}

int running_parse(struct running_table *t, struct arena *a, struct text text)
{
	struct text line;

	*t = (struct running_table){ NULL, 0 };
	while (text_line(&text, &line)) {
		struct running *item = t->count < RUNNING_MOST
			? arena_more(a, t->item, t->count, sizeof *item)
			: NULL;
		int rc = item                      ? 0
			: t->count == RUNNING_MOST ? fail(-E_DATA, "too many lines")
						   : -ENOMEM;

		if (!rc) {
			t->item = item;
			rc = parse_line(&item[t->count], a, line);
		}
		if (!rc && t->count &&
			compare(&item[t->count - 1], item[t->count].machine,
				item[t->count].address) >= 0)
			rc = fail(-E_DATA, "%s is not in its place", item[t->count].machine);
		if (rc)
			return during(rc, "line %zu", t->count + 1);
		t->count++;
	}
	return text.n ? fail(-E_DATA, "the last line has no end") : 0;
}

void running_write(struct buffer *b, const struct running_table *t)
{
	char hex[DIGEST_HEX + 1];

	for (size_t i = 0; i < t->count; i++) {
		const struct running *r = &t->item[i];

		digest_hex(&r->digest, hex);
		buffer_printf(b, "%s\t%s\t%s\t%s\t%s\t%" PRIu64 "\t%s", r->machine, r->name,
			r->address, r->role, hex, r->seconds, r->gone ? "gone" : "running");
		if (r->since || r->server)
			buffer_printf(b, "\t%" PRIu64, r->since);
		if (r->server)
			buffer_printf(b, "\t%s", r->server);
		buffer_printf(b, "\n");
	}
}

int running_load(struct running_table *t, struct arena *a, const char *base)
{
	struct text text;
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : file_load(a, dir, RUNNING_FILE, RUNNING_LENGTH, &text);

	*t = (struct running_table){ NULL, 0 };
	if (dir >= 0)
		close(dir);
	if (rc == -ENOENT && dir >= 0) {
		error_clear();
		return 0;
	}
	return rc ? during(rc, "%s", base)
		  : during(running_parse(t, a, text), "%s/" RUNNING_FILE, base);
}

int running_lock(const char *base)
{
	int dir = file_open_dir(base);

	if (dir >= 0 && flock(dir, LOCK_EX)) {
		close(dir);
		return fail(-errno, "lock %s", base);
	}
	return dir;
}

// --- the list

bool running_counts(const struct running *r, uint64_t now)
{
	return !r->gone && now < r->seconds + RUNNING_LEASE;
}

// The place of the first row that isn't before it.
static size_t place(const struct running_table *t, const char *machine, const char *address)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&t->item[middle], machine, address) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_of(const struct running_table *t, size_t row, const char *machine)
{
	return row < t->count && !strcmp(t->item[row].machine, machine);
}

struct running *running_find(
	const struct running_table *t, const char *machine, const char *address)
{
	size_t i = place(t, machine, address);

	return is_of(t, i, machine) && !strcmp(t->item[i].address, address) ? &t->item[i] : NULL;
}

const struct running *running_newest(const struct running_table *t, const char *machine)
{
	const struct running *r = NULL;

	for (size_t i = place(t, machine, ""); is_of(t, i, machine); i++)
		if (!r || r->seconds <= t->item[i].seconds)
			r = &t->item[i];
	return r;
}

bool running_is_on(const struct running_table *t, size_t row, uint64_t now)
{
	const struct running *r = &t->item[row];

	return running_counts(r, now) && running_newest(t, r->machine) == r;
}

static bool says(const struct running *r, const char *role, const struct digest *d, uint64_t now)
{
	return running_counts(r, now) && !strcmp(r->role, role) && digest_equal(&r->digest, d);
}

bool running_runs(const struct running_table *t, size_t row, const char *role,
	const struct digest *d, uint64_t now)
{
	const char *machine = t->item[row].machine;

	if (!says(&t->item[row], role, d, now))
		return false;
	for (size_t i = place(t, machine, ""); i < row; i++)
		if (says(&t->item[i], role, d, now))
			return false;
	return true;
}

const struct running *running_of_node(
	const struct running_table *t, const char *mac, const char *uuid, const char *name)
{
	const struct running *r = mac ? running_newest(t, mac) : NULL;

	if (!r && uuid)
		r = running_newest(t, uuid);
	if (r || mac)
		return r;
	for (size_t i = 0; i < t->count; i++)
		if (!strcmp(t->item[i].name, name) && (!r || r->seconds < t->item[i].seconds))
			r = &t->item[i];
	return r;
}

// Rows that don't count any more, of the machine, or (NULL) of all.
static void forget(struct running_table *t, const char *machine, uint64_t now)
{
	size_t first = machine ? place(t, machine, "") : 0, kept = first, i = first;

	for (; machine ? is_of(t, i, machine) : i < t->count; i++)
		if (running_counts(&t->item[i], now))
			t->item[kept++] = t->item[i];
	memmove(t->item + kept, t->item + i, (t->count - i) * sizeof *t->item);
	t->count -= i - kept;
}

int running_set(struct running_table *t, struct arena *a, const struct running *r, uint64_t now)
{
	struct running *there = running_find(t, r->machine, r->address);

	if (there) {
		*there = *r;
		return 0;
	}
	if (t->count)
		forget(t, r->machine, now);
	if (t->count == RUNNING_MOST)
		forget(t, NULL, now);
	if (t->count == RUNNING_MOST)
		return fail(-E_NO, "the node table is full: %d machines run", RUNNING_MOST);
	struct running *item = arena_more(a, t->item, t->count, sizeof *item);
	if (!item)
		return -ENOMEM;
	size_t i = place(t, r->machine, r->address);
	memmove(item + i + 1, item + i, (t->count - i) * sizeof *item);
	item[i] = *r;
	t->item = item;
	t->count++;
	return 0;
}
