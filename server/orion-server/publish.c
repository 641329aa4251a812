// SPDX-License-Identifier: MIT
// orion publish: takes a build, and lets channels name it.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base.h"
#include "build.h"
#include "called.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "gc.h"
#include "import.h"
#include "incoming.h"
#include "json.h"
#include "moved.h"
#include "paths.h"
#include "publication.h"
#include "rehearse.h"
#include "room.h"
#include "send.h"
#include "signature.h"
#include "trusted.h"

// A bundle of the build.
struct taken {
	const char *path;
	int fd;
	struct publication publication;
};

static const char *host;
static bool receive, test, answer;

static const struct option rows[] = {
	{ 0, "host", "SERVER", "publish it there: send what is missing, by ssh", .text = &host },
	{ 0, "receive", NULL, "take from - what --host sends", .flag = &receive },
	{ 0, "test", NULL, "boot the nodes' generation in QEMU before it is one", .flag = &test },
	{ 0, "answer", NULL, "serve FILE to the machine that --test boots", .flag = &answer },
	{ .name = NULL },
};

struct publishing {
	struct call *call;
	const char *role;	// only this one; NULL: all of the build
	const char *channel;	// its name, besides the candidate; NULL: none
	struct base base;
	struct incoming incoming;
	struct build build;
	struct taken *taken;
	size_t count;
	struct site before;
};

static void tell(const char *line)
{
	fprintf(stderr, "orion: %s\n", line);
}

static void waiting(const char *holder)
{
	fprintf(stderr, "orion: %s works here: waiting\n", holder);
}

// --- what is said

// NAME, or ROLE/NAME.
static int parse_channel(struct publishing *p, const char *said)
{
	struct channel_name n;

	if (channel_parse(&n, said))
		return -E_CALL;
	if (!n.bare)
		p->role = arena_text(&p->call->arena, n.role, strlen(n.role));
	p->channel = strcmp(n.name, CANDIDATE) ? n.name : NULL;
	return n.bare || p->role ? 0 : -ENOMEM;
}

static int find_build(struct publishing *p, const char *what)
{
	struct arena *a = &p->call->arena;
	struct stat st;

	if (!strcmp(what, "-")) {
		int rc = incoming_open(&p->incoming, a, &p->base, receive);

		if (!rc)
			rc = receive ? send_receive(&p->incoming, a, &p->base, STDIN_FILENO,
					       STDOUT_FILENO)
				     : incoming_read(&p->incoming, a, &p->base, STDIN_FILENO);
		return rc ? rc
			  : during(build_open(&p->build, a, p->incoming.path), "standard input");
	}
	if (stat(what, &st))
		return fail(-errno, "open %s", what);
	if (S_ISDIR(st.st_mode))
		return build_open(&p->build, a, what);
	const char **one = ARENA_NEW(a, const char *);
	if (!one)
		return -ENOMEM;
	*one = what;
	p->build = (struct build){ one, 1, NULL };
	return 0;
}

// --- looking at it

// Of what came through a pipe, its path in the base.
static const char *spooled(const struct publishing *p, const char *path)
{
	return p->incoming.dir < 0 ? NULL : path + strlen(p->base.path) + 1;
}

static bool is_nodes(const struct taken *t)
{
	return !strcmp(t->publication.name, SITE_ROLE);
}

static int try(void *arena, const char *path)
{
	return rehearse(arena, path);
}

static int open_bundle(struct publishing *p, const char *path)
{
	struct taken *t = p->taken + p->count;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fail(-errno, "open %s", path);
	*t = (struct taken){ .path = path, .fd = fd };
	t->publication = (struct publication){ .base = &p->base,
		.arena = &p->call->arena,
		.packages = p->build.packages,
		.spooled = spooled(p, path),
		.tell = tell,
		.try_arg = &p->call->arena };
	int rc = publication_open(&t->publication, fd);
	if (rc || (p->role && strcmp(p->role, t->publication.name) != 0)) {
		close(fd);
	} else {
		t->publication.try = test && is_nodes(t) ?
		try : NULL
			;
		p->count++;
	}
	return during(rc, "%s", path);
}

static int check_test(const struct publishing *p)
{
	bool any = !test;

	for (size_t i = 0; i < p->count; i++)
		any = any || is_nodes(p->taken + i);
	return any ? 0 : fail(-E_CALL, "--test is of generations of nodes, and there is none");
}

static int open_bundles(struct publishing *p)
{
	int rc = 0;

	p->taken = ARENA_ARRAY(&p->call->arena, struct taken, p->build.bundles);
	if (!p->taken)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < p->build.bundles; i++)
		rc = open_bundle(p, p->build.bundle[i]);
	if (!rc && !p->count)
		rc = fail(-E_NO, "there is no bundle of role %s", p->role);
	return rc ? rc : check_test(p);
}

static int check_signatures(struct publishing *p)
{
	struct arena *a = &p->call->arena;
	struct trusted trusted;
	int rc = trusted_load(&trusted, a, p->base.path);

	for (size_t i = 0; !rc && i < p->count; i++) {
		const struct taken *t = p->taken + i;

		rc = during(signature_check(a, &trusted, &t->publication.bundle, t->path), "%s",
			t->path);
	}
	return rc;
}

static bool has(const struct publishing *p, const char *path)
{
	return path && !faccessat(p->base.dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

static int check_room(const struct publishing *p)
{
	struct arena *a = &p->call->arena;
	char hex[DIGEST_HEX + 1];
	uint64_t size = 0;
	int rc = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct publication *x = &p->taken[i].publication;

		digest_hex(&x->bundle.digest, hex);
		if (!x->spooled && !has(p, arena_printf(a, "bundles/%s/%s.bundle", x->name, hex)))
			size += x->bundle.size;
	}
	if (!rc && p->build.packages)
		rc = build_packages_size(p->build.packages, p->base.dir, &size);
	return rc || !size ? rc : room_check(a, p->base.path, size);
}

// --- taking it

// Finishes or undoes what runs left that were cut off.
static int recover(struct publishing *p)
{
	struct arena *a = &p->call->arena;
	int rc = import_recover(&p->base, a, (uint64_t)time(NULL));

	for (size_t i = 0; rc >= 0 && i < p->count; i++)
		rc = base_recover(&p->base, a, p->taken[i].publication.name);
	return rc < 0 ? rc : 0;
}

static int load_before(struct publishing *p)
{
	struct site *s = &p->before;
	int rc = site_conf(
		s, &p->call->arena, &paths); // what is wrong there is said before anything moves

	if (!rc)
		rc = channels_load(&s->channels, &p->call->arena, p->base.path);
	if (rc == -ENOENT) {	// of the first generation
		error_clear();
		rc = 0;
	}
	return rc;
}

static int take_all(struct publishing *p)
{
	int rc = load_before(p);

	if (!rc)
		rc = recover(p);
	for (size_t i = 0; !rc && i < p->count;
		i++) // they may be tested: nothing is taken when they fail
		if (is_nodes(p->taken + i))
			rc = publication_run(&p->taken[i].publication);
	for (size_t i = 0; !rc && i < p->count; i++)
		if (!is_nodes(p->taken + i))
			rc = publication_run(&p->taken[i].publication);
	return rc;
}

// --- letting it be booted

static bool has_channels(const char *role)
{
	for (size_t i = 0; i < SITE_ROLES; i++)
		if (!strcmp(site_roles[i], role))
			return true;
	return false;
}

// What moves besides the candidate: the channel that was said, [ROLE/]NAME. Where no role was, the servers' goes along once it is there, as
// it does when a channel is promoted.
static const char *channel_of(const struct publishing *p, const char *role)
{
	bool nodes = !strcmp(role, SITE_ROLE);
	const char *name = p->channel ? p->channel : CANDIDATE;
	const char *channel = nodes ? name : arena_printf(&p->call->arena, "%s/%s", role, name);

	if (nodes || p->role || !channel || channels_find(&p->before.channels, channel))
		return channel;
	return arena_printf(&p->call->arena, "%s/" CANDIDATE, role);
}

static int point(struct publishing *p, const char *channel, const struct channel *was,
	const struct digest *to)
{
	struct channel_name n;
	int rc = channel_parse(&n, channel);

	if (rc || !strcmp(n.name, CANDIDATE) ||
		(was && was->boots && digest_equal(&was->current, to)))
		return rc;
	return channel_write(p->base.path, &p->call->arena, channel, was, to);
}

static int move(struct publishing *p, const struct publication *x)
{
	const char *channel = channel_of(p, x->name);
	struct site s;

	if (!channel)
		return -ENOMEM;
	const struct channel *was = channels_find(&p->before.channels, channel);
	int rc = point(p, channel, was, &x->digest);
	if (!rc)
		rc = moved_serve(p->call, channel);
	if (!rc)
		rc = site_names(&s, &p->call->arena, &paths);
	return rc ? rc
		  : moved_say(p->call, channel, &s, was && was->boots ? &was->current : NULL,
			    &x->digest);
}

// Of a role that no machine here boots.
static void say_other(const struct call *c, const struct publication *x)
{
	if (c->json) {
		json_open(NULL, '{');
		json_text("role", text_of(x->name));
		json_digest("generation", &x->digest);
		json_close();
	} else {
		printf("%s\n", x->title);
	}
}

static int move_all(struct publishing *p)
{
	int rc = 0;

	if (p->call->json)
		json_open(NULL, '[');
	for (size_t i = 0; !rc && i < p->count; i++) {
		const struct publication *x = &p->taken[i].publication;

		if (has_channels(x->name))
			rc = move(p, x);
		else
			say_other(p->call, x);
	}
	if (p->call->json)
		json_close();
	return rc;
}

// --- all of it

static int publish(struct publishing *p, const char *what)
{
	int rc = find_build(p, what);

	if (!rc)
		rc = open_bundles(p);
	if (!rc)
		rc = check_signatures(p);
	if (!rc)
		rc = check_room(p);
	if (!rc)
		rc = base_lock(&p->base, &p->call->arena, "orion publish", true, waiting);
	if (!rc)
		rc = take_all(p);
	return rc ? rc : move_all(p);
}

// What was sent and isn't published yet is sent once.
static void close_all(struct publishing *p, int rc)
{
	for (size_t i = 0; i < p->count; i++) {
		publication_close(&p->taken[i].publication);
		close(p->taken[i].fd);
	}
	if (!receive || !rc)
		incoming_close(&p->incoming, &p->base);
	base_close(&p->base);
}

// One of nodes is tested here, without what the site there wants besides; another isn't.
static int test_bundle(struct arena *a, const char *path)
{
	struct bundle_file b;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc = fd < 0 ? fail(-errno, "open %s", path) : bundle_open(&b, a, fd, NULL);
	bool nodes = !rc && text_is(b.role, SITE_ROLE);

	if (nodes)
		rc = bundle_check(&b);
	if (fd >= 0)
		close(fd);
	return during(rc || !nodes ? rc : rehearse(a, path), "%s", path);
}

static int send(struct publishing *p)
{
	struct arena *a = &p->call->arena;
	const char *dir = p->call->argv[0];
	int rc = test ? build_open(&p->build, a, dir) : 0;

	for (size_t i = 0; !rc && test && i < p->build.bundles; i++)
		rc = test_bundle(a, p->build.bundle[i]);
	return rc ? rc : send_build(a, host, dir, p->role, p->channel);
}

static int run(struct call *c)
{
	struct publishing p = { .call = c, .incoming.dir = -1 };
	int rc = c->argc > 1 ? parse_channel(&p, c->argv[1]) : 0;

	if (!rc && receive && strcmp(c->argv[0], "-") != 0)
		rc = fail(-E_CALL, "--receive takes -");
	if (!rc && test)
		rc = rehearse_can();
	if (rc)
		return rc;
	if (answer)
		return rehearse_answer(&c->arena, c->argv[0], STDIN_FILENO, STDOUT_FILENO);
	if (host)
		return send(&p);
	rc = base_open(&p.base, paths.base, true);
	if (rc)
		return rc;
	rc = publish(&p, c->argv[0]);
	close_all(&p, rc);
	return rc ? rc : gc_after(c);
}

const struct cmd cmd_publish = {
	.name = "publish",
	.operands = "FILE|DIR|- [CHANNEL]",
	.summary = "Take a build, dist/ARCH or a bundle of it, and let the channel name it",
	.min = 1,
	.max = 2,
	.options = rows,
	.shared = paths_rows,
	.help = "Without a CHANNEL it is the candidate only; " SITE_ROLE
		"/CHANNEL takes the bundle of nodes only, " SITE_SERVER
		"/CHANNEL that of servers. - is standard input: a bundle,\n"
		"its signature behind it, or a tar of such a directory.\n",
	.run = run,
};
