// SPDX-License-Identifier: MIT
// orion gc: takes away the generations that nothing keeps.
#include "gc.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "applied.h"
#include "base.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "garbage.h"
#include "hook.h"
#include "json.h"
#include "paths.h"
#include "settled.h"

static bool dry_run;

static const struct option rows[] = {
	{ 'n', "dry-run", NULL, "say what would go, and take nothing away", .flag = &dry_run },
	{ .name = NULL },
};

// What came of it.
struct sum {
	uint64_t bytes;
	size_t count, busy;
};

// Called for each bundle: what holds for it.
typedef void say_bundle(const struct garbage_bundle *x, const char *what);

static uint64_t now(void)
{
	time_t t = time(NULL);

	return t > 0 ? (uint64_t)t : 0;
}

// Not exported any more, not mounted any more, then not there any more. Who is killed between these leaves a whole bundle, which the next
// apply mounts and the next gc takes.
static int take_away(struct base *b, struct arena *a, const struct garbage_bundle *x, bool *busy)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&x->digest, hex);
	const char *which = arena_printf(a, "%s/%s", x->role, hex);
	const char *path = arena_printf(a, "bundles/%s/%s.bundle", x->role, hex);
	int rc = which && path ? hook_run(a, "close", which) : -ENOMEM;
	*busy = rc && rc != -ENOENT && rc != -ENOMEM;
	if (*busy || rc == -ENOMEM)
		return rc;
	return during(file_remove(b->dir, path, 0), "%s", x->name);
}

static int take_all(
	struct base *b, struct arena *a, const struct garbage *g, struct sum *sum, say_bundle *say)
{
	bool busy = false;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->count; i++) {
		const struct garbage_bundle *x = &g->item[i];

		if (x->why) {
			say(x, "kept");
			continue;
		}
		rc = take_away(b, a, x, &busy);
		if (busy) {
			say(x, "in use");
			sum->busy++;
			rc = 0;
		} else if (!rc) {
			say(x, "removed");
			sum->count++;
			sum->bytes += x->bytes;
		}
	}
	return rc;
}

// Nobody mounts anything meanwhile.
static int collect(struct base *b, struct arena *a, struct sum *sum, say_bundle *say)
{
	struct garbage g;
	struct applied done;
	int rc = garbage_find(&g, a, b, &paths, now());
	int lock = rc ? rc : applied_lock();
	if (lock < 0)
		return lock;
	rc = take_all(b, a, &g, sum, say);
	close(lock);
	if (!rc && sum->count)
		rc = applied(a, &done);
	return rc;
}

static int locked(struct call *c, struct sum *sum, say_bundle *say)
{
	struct base b;
	int rc = base_open(&b, paths.base, false);

	if (rc)
		return rc;
	rc = settled(&b, c);
	if (!rc)
		rc = collect(&b, &c->arena, sum, say);
	base_close(&b);
	return rc;
}

static int find(struct garbage *g, struct arena *a)
{
	struct base b;
	int rc = base_open(&b, paths.base, false);

	if (rc)
		return rc;
	rc = garbage_find(g, a, &b, &paths, now());
	base_close(&b);
	return rc;
}

int gc_could_free(struct arena *a, uint64_t *bytes)
{
	struct garbage g;
	int rc = find(&g, a);

	*bytes = rc ? 0 : garbage_bytes(&g);
	return rc;
}

// --- saying it

static double megabytes(uint64_t bytes)
{
	return (double)bytes / 1e6;
}

static void say_json(const struct garbage_bundle *x, const char *what)
{
	json_open(NULL, '{');
	json_text("generation", text_of(x->name));
	json_digest("digest", &x->digest);
	json_number("bytes", x->bytes);
	json_text("is", text_of(what));
	if (x->why)
		json_text("why", text_of(x->why));
	json_close();
}

static void say_line(const struct garbage_bundle *x, const char *what)
{
	printf("%-12s %9.1f MB  %s%s%s\n", x->name, megabytes(x->bytes), what, x->why ? ": " : "",
		x->why ? x->why : "");
}

static void say_nothing(const struct garbage_bundle *x, const char *what)
{
	(void)x;
	(void)what;
}

static int try(struct call *c, struct sum *sum, say_bundle *say)
{
	struct garbage g;
	int rc = find(&g, &c->arena);

	for (size_t i = 0; !rc && i < g.count; i++) {
		say(&g.item[i], g.item[i].why ? "kept" : "would go");
		sum->bytes += g.item[i].why ? 0 : g.item[i].bytes;
	}
	return rc;
}

static int stays(const struct sum *sum)
{
	return sum->busy ? fail(-E_NO, "%zu generation%s in use on this machine: %s", sum->busy,
				   sum->busy == 1 ? " is" : "s are",
				   sum->busy == 1 ? "it stays" : "they stay")
			 : 0;
}

static int run(struct call *c)
{
	struct sum sum = { 0 };
	say_bundle *say = c->json ? say_json : say_line;

	if (c->json)
		json_open(NULL, '[');
	int rc = dry_run ? try(c, &sum, say) : locked(c, &sum, say);
	if (c->json)
		json_close();
	else if (!rc)
		printf("%.1f MB %s\n", megabytes(sum.bytes), dry_run ? "would be free" : "freed");
	return rc ? rc : stays(&sum);
}

int gc_after(struct call *c)
{
	struct sum sum = { 0 };
	int rc = during(locked(c, &sum, say_nothing), "gc");

	if (sum.count)
		fprintf(stderr,
			"orion: gc: %zu generation%s that nothing keeps went, %.1f MB are free\n",
			sum.count, sum.count == 1 ? "" : "s", megabytes(sum.bytes));
	if (sum.busy)
		fprintf(stderr, "orion: gc: %zu in use on this machine stayed\n", sum.busy);
	return rc;
}

const struct cmd cmd_gc = {
	.name = "gc",
	.operands = "",
	.summary = "Take away the generations that nothing keeps, and say why others are kept",
	.options = rows,
	.shared = paths_rows,
	.help = "Exit status 1 when one of them is in use on this machine: it stays.\n",
	.run = run,
};
