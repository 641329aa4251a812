// SPDX-License-Identifier: MIT
// Nothing is kept in memory from one batch to the next: the table is the base's, and what was taken stays until it is in there.
#include "policy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../orion-server/hardware.h"
#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "helper.h"
#include "report.h"
#include "taken.h"

#define SUFFIX ".ipxe"

enum { PINS_LENGTH = 16 << 20 };

struct batch {
	const struct policy *policy;
	struct arena arena;
	struct taken_list taken;
	struct running_table table;
	struct digest read;	// of the table as it was
	bool changed;
	uint64_t now;
};

static int load_table(struct batch *b)
{
	struct text t;
	int rc = file_load(&b->arena, b->policy->base, RUNNING_FILE, RUNNING_LENGTH, &t);

	if (rc == -ENOENT) {
		error_clear();
		t = TEXT("");
		rc = 0;
	}
	if (!rc)
		rc = digest_of(&b->read, t.s, t.n);
	return rc ? rc : during(running_parse(&b->table, &b->arena, t), RUNNING_FILE);
}

// A goodbye is believed of the generation and from the address that were said before: a foreign one would take a lease away.
static bool believed(const struct batch *b, const struct running *r)
{
	const struct running *was = running_find(&b->table, r->machine, r->address);

	return !r->gone || (was && digest_equal(&was->digest, &r->digest));
}

// When this boot of it was first heard of.
static uint64_t since(const struct batch *b, const struct report *r)
{
	const struct running *was = running_find(&b->table, r->row.machine, r->row.address);

	return was && !r->boots && (r->row.gone || !was->gone) &&
			digest_equal(&was->digest, &r->row.digest)
		? was->since
		: r->row.seconds;
}

static int take_report(struct batch *b, const struct taken *t)
{
	struct report r;
	int rc = report_parse(&r, &b->arena, t->address, t->text);

	if (!rc && !believed(b, &r.row))
		rc = fail(
			-E_DATA, "a goodbye of %s, which wasn't known to be there", r.row.machine);
	if (rc)
		return rc;
	r.row.seconds = t->seconds < b->now ? t->seconds : b->now;
	r.row.since = since(b, &r);
	rc = running_set(&b->table, &b->arena, &r.row, b->now);
	b->changed |= !rc;
	return rc;
}

static int take_reports(struct batch *b)
{
	for (size_t i = 0; i < b->taken.count; i++) {
		const struct taken *t = &b->taken.item[i];
		int rc = t->kind == TAKEN_REPORT ? take_report(b, t) : 0;

		if (rc == -ENOMEM)
			return rc;
		if (rc)
			fprintf(stderr, "orion-policyd: report from %s: %s\n", t->address,
				error_text());
		error_clear();
	}
	return 0;
}

static int keep_table(struct batch *b)
{
	char hex[DIGEST_HEX + 1];
	struct buffer text = { 0 };

	digest_hex(&b->read, hex);
	running_write(&text, &b->table);
	int rc = buffer_error(&text);
	if (!rc)
		rc = file_replace(b->policy->state, RUNNING_FILE, 0644, text.s, text.n);
	buffer_free(&text);
	return rc ? rc : helper_ask(b->policy->helper, "keep %s", hex);
}

// --- what was to be booted once

static bool anything_once(struct batch *b)
{
	struct text t;
	int rc = file_load(&b->arena, b->policy->base, "pins", PINS_LENGTH, &t);

	error_clear();
	return !rc && t.n && memmem(t.s, t.n, "\tonce\n", strlen("\tonce\n"));
}

// It got its boot script: 52-54-00-0b-00-01.ipxe, or by its UUID.
static int got_script(const struct batch *b, const char *name)
{
	char mac[MAC_TEXT], uuid[UUID_TEXT];
	size_t n = strlen(name), suffix = strlen(SUFFIX);
	struct text t = { name, n > suffix ? n - suffix : 0 };

	if (strcmp(name + t.n, SUFFIX))
		return 0;
	if (!mac_parse(mac, t))
		return helper_ask(b->policy->helper, "booted %s", mac);
	if (!uuid_parse(uuid, t))
		return helper_ask(b->policy->helper, "booted %s", uuid);
	return 0;
}

// It runs: of who loaded by TFTP nobody noted that it got a script.
static int runs(struct batch *b, const struct taken *t)
{
	char hex[DIGEST_HEX + 1];
	struct report r;

	if (report_parse(&r, &b->arena, t->address, t->text) || !r.boots)
		return 0;
	digest_hex(&r.row.digest, hex);
	return helper_ask(b->policy->helper, "booted %s %s", r.row.name, hex);
}

static int use_up(struct batch *b)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->taken.count; i++) {
		const struct taken *t = &b->taken.item[i];

		rc = t->kind == TAKEN_NOTE ? got_script(b, t->name) : runs(b, t);
		error_clear();
	}
	return rc;
}

static int do_all(struct batch *b)
{
	int rc = load_table(b);

	if (!rc)
		rc = take_reports(b);
	if (!rc && b->changed)
		rc = keep_table(b);
	if (!rc && anything_once(b))
		rc = use_up(b);
	return rc ? rc : taken_remove(&b->taken, b->policy->spool);
}

int policy_reports(const struct policy *p, uint64_t now)
{
	struct batch b = { .policy = p, .now = now };
	int rc = taken_all(&b.taken, &b.arena, p->spool);

	if (!rc && b.taken.count)
		rc = do_all(&b);
	arena_free(&b.arena);
	if (rc != -ESTALE)
		return rc ? rc : b.taken.more;
	error_clear(); // rows of another server came meanwhile: again, with these
	return 1;
}
