// SPDX-License-Identifier: MIT
// Leases of several servers.
#include "leases.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "hardware.h"
#include "hostname.h"
#include "ipv4.h"
#include "part.h"
#include "paths.h"
#include "site.h"

#define LEFT "left."	// before the name of a server that left
#define BEGUN \
	"leases.begun" // where dnsmasq's are: what was given before this machine started is set aside

// --- the texts

static int add(struct leases *l, struct arena *a, struct text mac, struct text address)
{
	struct lease *more = arena_more(a, l->item, l->count, sizeof *more);
	char is[MAC_TEXT];
	uint32_t v;
	int rc = more ? mac_parse(is, mac) : -ENOMEM;

	if (!rc && !text_is(mac, is))
		rc = fail(-E_DATA, "`%.*s` is no MAC in lower case", TEXT_ARG(mac));
	if (!rc)
		rc = ipv4_parse(&v, address);
	if (!rc && l->count == LEASES_MOST)
		rc = fail(-E_DATA, "there are too many");
	if (rc)
		return rc;
	l->item = more;
	more += l->count++;
	more->mac = arena_text(a, mac.s, mac.n);
	more->address = arena_text(a, address.s, address.n);
	return more->mac && more->address ? 0 : -ENOMEM;
}

static int parse_line(struct leases *l, struct arena *a, struct text line)
{
	struct text field[2];
	int rc = text_fields(line, '\t', field, 2) == 2
		? add(l, a, field[0], field[1])
		: fail(-E_DATA, "a line is MAC and address, with a tab between");

	if (!rc && l->count > 1 &&
		strcmp(l->item[l->count - 2].mac, l->item[l->count - 1].mac) >= 0)
		rc = fail(-E_DATA, "%s is not in its place", l->item[l->count - 1].mac);
	return rc;
}

int leases_parse(struct leases *l, struct arena *a, struct text t)
{
	struct text line;

	*l = (struct leases){ NULL, 0 };
	while (text_line(&t, &line)) {
		int rc = parse_line(l, a, line);

		if (rc)
			return during(rc, "line %zu", l->count + 1);
	}
	return t.n ? fail(-E_DATA, "the last line has no end") : 0;
}

static int by_mac(const void *a, const void *b)
{
	const struct lease *x = a, *y = b;

	return strcmp(x->mac, y->mac);
}

// A machine may have had two: the one that dnsmasq has last.
static void sort(struct leases *l)
{
	size_t kept = 0;

	if (l->count)
		qsort(l->item, l->count, sizeof *l->item, by_mac);
	for (size_t i = 0; i < l->count; i++)
		if (!kept || strcmp(l->item[kept - 1].mac, l->item[i].mac) != 0)
			l->item[kept++] = l->item[i];
	l->count = kept;
}

int leases_parse_dnsmasq(struct leases *l, struct arena *a, struct text t)
{
	struct text line, field[5];
	uint32_t v;

	*l = (struct leases){ NULL, 0 };
	while (text_line(&t, &line)) {
		if (text_fields(line, ' ', field, 5) != 5 || ipv4_parse(&v, field[2])) {
			error_clear();
			continue;
		}
		int rc = add(l, a, field[1], field[2]);
		if (rc == -E_DATA) {	// of another kind of network
			error_clear();
			rc = 0;
		}
		if (rc)
			return rc;
	}
	sort(l);
	return 0;
}

// --- files

static int load(struct text *t, struct arena *a, const char *dir, const char *file)
{
	int fd = file_open_dir(dir);
	int rc = fd < 0 ? fd : file_load(a, fd, file, LEASES_LENGTH, t);

	if (fd >= 0)
		close(fd);
	if (rc == -ENOENT) {
		error_clear();
		*t = TEXT("");
		rc = 0;
	}
	return rc;
}

static int keep(struct text *t, struct arena *a, struct buffer *b)
{
	int rc = buffer_error(b);
	const char *s = rc ? NULL : arena_text(a, b->n ? b->s : "", b->n);

	*t = (struct text){ s, b->n };
	buffer_free(b);
	return rc || s ? rc : -ENOMEM;
}

static void write_leases(struct buffer *b, const struct leases *l)
{
	for (size_t i = 0; i < l->count; i++)
		buffer_printf(b, "%s\t%s\n", l->item[i].mac, l->item[i].address);
}

int leases_own(struct text *t, struct arena *a)
{
	struct buffer b = { 0 };
	struct leases l;
	struct text raw;
	int rc = load(&raw, a, paths.run, "leases");

	if (!rc)
		rc = leases_parse_dnsmasq(&l, a, raw);
	if (!rc)
		write_leases(&b, &l);
	return rc ? rc : keep(t, a, &b);
}

static bool is_node(const struct site *s, const char *mac)
{
	for (size_t i = 0; i < s->nodes.count; i++)
		if (s->nodes.item[i].mac && !strcmp(s->nodes.item[i].mac, mac))
			return true;
	return false;
}

static bool has(const struct leases *l, const struct lease *x)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->item[i].mac, x->mac) || !strcmp(l->item[i].address, x->address))
			return true;
	return false;
}

static bool has_just(const struct leases *l, const struct lease *x)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->item[i].mac, x->mac) && !strcmp(l->item[i].address, x->address))
			return true;
	return false;
}

// What a machine of orion.conf has, orion.conf says. Of two servers that told of one machine, or one address, the first counts.
static int take(struct leases *all, struct arena *a, const struct site *s, const struct lease *x)
{
	return is_node(s, x->mac) || has(all, x)
		? 0
		: add(all, a, text_of(x->mac), text_of(x->address));
}

// What another told, but for what this server knows better, since it gave it itself.
static int collect_text(struct leases *all, struct arena *a, const struct site *s,
	const struct leases *own, struct text t)
{
	struct leases l;
	int rc = leases_parse(&l, a, t);

	for (size_t i = 0; !rc && i < l.count; i++)
		if (has_just(own, &l.item[i]) || !has(own, &l.item[i]))
			rc = take(all, a, s, &l.item[i]);
	return rc;
}

static int collect_file(struct leases *all, struct arena *a, const struct site *s,
	const struct leases *own, const char *name)
{
	const char *file = arena_printf(a, LEASES_DIRECTORY "/%s", name);
	struct text t;
	int rc = file ? load(&t, a, s->paths->base, file) : -ENOMEM;

	return rc ? rc : collect_text(all, a, s, own, t);
}

static int collect_server(struct leases *all, struct arena *a, const struct site *s,
	const struct leases *own, const char *name, const struct leases_told *told, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(told[i].server, name))
			return collect_text(all, a, s, own, told[i].text);
	return collect_file(all, a, s, own, name);
}

static int collect_told(struct leases *all, struct arena *a, const struct site *s,
	const struct leases *own, const struct leases_told *told, size_t count)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->servers.count; i++)
		if (i != s->servers.self)
			rc = collect_server(all, a, s, own, s->servers.item[i].name, told, count);
	return rc;
}

// --- servers that left

// The longest lease that is given.
static uint64_t lease_seconds(const struct site *s)
{
	uint64_t most = 0, one;

	for (size_t i = 0; i < s->networks.count; i++) {
		const char *said = conf_or(s->networks.item[i].section, KEY_LEASE, "3600");

		if (!text_number(&one, text_of(said), 0, UINT32_MAX, "lease") && one > most)
			most = one;
	}
	return most;
}

// Its file, if there is one, has the time of that from then on.
static int set_aside(struct arena *a, int base, const char *name)
{
	const char *from = arena_printf(a, LEASES_DIRECTORY "/%s", name);
	const char *to =
		arena_printf(a, LEASES_DIRECTORY "/" LEFT "%s.%lld", name, (long long)time(NULL));

	if (!from || !to)
		return -ENOMEM;
	if (!utimensat(base, from, NULL, AT_SYMLINK_NOFOLLOW) && !renameat(base, from, base, to))
		return 0;
	return errno == ENOENT ? 0 : fail(-errno, "%s", from);
}

static int notice_one(const struct site *s, struct arena *a, int base, const char *name)
{
	bool other = !hostname_check(text_of(name)) && !servers_find(&s->servers, name);

	error_clear();
	return other ? set_aside(a, base, name) : 0;
}

static int notice_left(const struct site *s, struct arena *a, int base)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, base, LEASES_DIRECTORY);

	while (!rc && (name = directory_next(&d)))
		rc = notice_one(s, a, base, name);
	return directory_close(&d, rc);
}

// What one gave is had until the lease is over, though it is no server any more, and its part of the range another's.
static int collect_left(struct leases *all, struct arena *a, const struct site *s,
	const struct leases *own, int base)
{
	time_t over = time(NULL) - (time_t)lease_seconds(s);
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, base, LEASES_DIRECTORY);

	while (!rc && (name = directory_next(&d))) {
		struct stat st;

		if (strncmp(name, LEFT, sizeof LEFT - 1) != 0)
			continue;
		if (fstatat(d.fd, name, &st, AT_SYMLINK_NOFOLLOW))
			rc = fail(-errno, "%s", name);
		else if (st.st_mtime < over)
			rc = file_remove(d.fd, name, 0);
		else
			rc = collect_file(all, a, s, own, name);
	}
	return directory_close(&d, rc);
}

static int collect_of_left(
	struct leases *all, struct arena *a, const struct site *s, const struct leases *own)
{
	int base = s->servers.count ? file_open_dir(s->paths->base) : -1;

	if (base < 0)
		return s->servers.count ? base : 0;
	int rc = notice_left(s, a, base);
	if (!rc)
		rc = collect_left(all, a, s, own, base);
	close(base);
	return rc;
}

// --- this server's

// dnsmasq forgets what it gave when the machine starts, and the machines that have it don't: then the list of before is as that of one that left.
static int begin_own(struct arena *a, int base, const char *name)
{
	int run = file_open_dir(paths.run);
	int rc = run < 0 ? run : 0;

	if (!rc && faccessat(run, BEGUN, F_OK, AT_SYMLINK_NOFOLLOW)) {
		rc = set_aside(a, base, name);
		if (!rc)
			rc = file_replace(run, BEGUN, 0644, "", 0);
	}
	if (run >= 0)
		close(run);
	return rc;
}

static int keep_in(int base, struct arena *a, const char *name, const struct leases *own)
{
	const char *file = arena_printf(a, LEASES_DIRECTORY "/%s", name);
	struct buffer b = { 0 };
	struct text was;
	int rc = file ? begin_own(a, base, name) : -ENOMEM;

	if (!rc)
		rc = file_load_or_none(a, base, file, LEASES_LENGTH, &was);
	write_leases(&b, own);
	if (!rc)
		rc = buffer_error(&b);
	if (!rc && !text_equal(buffer_view(&b), was))
		rc = file_replace(base, file, 0644, b.n ? b.s : "", b.n);
	buffer_free(&b);
	return rc;
}

static int keep_own(struct arena *a, const struct site *s, const struct leases *own)
{
	const struct servers *all = &s->servers;
	int base = all->count ? file_open_dir(s->paths->base) : -1;

	if (base < 0)
		return all->count ? base : 0;
	int rc = file_make_dirs(base, LEASES_DIRECTORY, 0755);
	if (!rc)
		rc = keep_in(base, a, all->item[all->self].name, own);
	close(base);
	return rc;
}

// Of no part that this server has now: when a server comes or goes, or the range is another, each has another part.
static bool is_outside(const struct site *s, const char *text)
{
	uint32_t address, first, last;
	bool outside = false;

	for (size_t i = 0; i < s->networks.count; i++) {
		struct network n = s->networks.item[i];
		const char *own = conf_get(n.section, KEY_NETWORK_ADDRESS);

		if (!own || strcmp(network_dhcp(&n), "full") != 0 ||
			ipv4_parse(&address, text_of(text)) ||
			ipv4_parse_prefix(&n.prefix, text_of(own)) ||
			prefix_network(&n.prefix) != (address & prefix_mask(&n.prefix)) ||
			part_whole(&first, &last, s, &n) || part_own(&first, &last, s, &n))
			continue;
		outside = address < first || address > last;
	}
	error_clear();
	return outside;
}

// dnsmasq refuses to renew an address out of its range, unless it is told whose that is: also one that it gave itself, or has renewed for another
// server, which may have forgotten it.
static int collect_outside(
	struct leases *all, struct arena *a, const struct site *s, const struct leases *own)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < own->count; i++)
		if (is_outside(s, own->item[i].address))
			rc = take(all, a, s, &own->item[i]);
	return rc;
}

static int load_own(struct leases *own, struct arena *a)
{
	struct text t;
	int rc = load(&t, a, paths.run, "leases");

	return rc ? rc : leases_parse_dnsmasq(own, a, t);
}

static int write_others(struct arena *a, const struct leases *all, bool *changed)
{
	struct buffer b = { 0 };
	struct text is, was;
	int rc = load(&was, a, paths.run, LEASES_OTHERS);

	for (size_t i = 0; i < all->count; i++)
		buffer_printf(&b, "%s,%s\n", all->item[i].mac, all->item[i].address);
	if (!rc)
		rc = keep(&is, a, &b);
	buffer_free(&b);
	if (rc || text_equal(is, was))
		return rc;
	int dir = file_open_dir(paths.run);
	rc = dir < 0 ? dir : file_replace(dir, LEASES_OTHERS, 0644, is.s, is.n);
	if (dir >= 0)
		close(dir);
	*changed = !rc;
	return rc;
}

int leases_others(struct arena *a, const struct site *s, const struct leases_told *told,
	size_t count, bool *changed)
{
	struct leases all = { NULL, 0 }, own = { NULL, 0 };
	struct error unkept;
	int rc = load_own(&own, a), kept = rc ? rc : keep_own(a, s, &own);

	*changed = false;
	error_keep(&unkept);	// a base without room: dnsmasq is told all the same
	if (!rc)
		rc = collect_told(&all, a, s, &own, told, count);
	if (!rc)
		rc = collect_of_left(&all, a, s, &own);
	if (!rc)
		rc = collect_outside(&all, a, s, &own);
	if (!rc)
		rc = write_others(a, &all, changed);
	if (!rc && kept)
		error_restore(&unkept);
	return rc ? rc : kept;
}
