// SPDX-License-Identifier: MIT
// Opening targets for commands.
#include "root.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply.h"
#include "buffer.h"
#include "cmd.h"
#include "error.h"
#include "file.h"

enum { LINES_LENGTH = 16 << 20 };

const char *root_path;
bool root_no_wait, root_simulate;

// clang-format off
#define ROOT_ROW \
	{ .name = "root", .argument = "DIR", .text = &root_path, \
		.help = "work on this directory, not on this machine" }

const struct option root_rows[] = {
	ROOT_ROW,
	{ 0 },
};

const struct option change_rows[] = {
	ROOT_ROW,
	{ .name = "no-wait", .flag = &root_no_wait, .help = "fail when another run works on it, don't wait" },
	{ .letter = 's', .name = "simulate", .flag = &root_simulate, .help = "say what would be done, change nothing" },
	{ 0 },
};
// clang-format on

int root_open(struct target *t, struct installed *in, struct call *c)
{
	int rc = target_open(t, &c->arena, root_path);

	if (rc)
		return rc;
	if (recover_pending(t))
		fprintf(stderr,
			"orion-pkg: %s: a transaction was cut off or is under way: what is read here is from before it\n",
			t->path);
	rc = installed_load(in, &c->arena, t);
	if (rc)
		target_close(t);
	return rc;
}

int root_answer(
	struct call *c, int (*answer)(struct call *c, const struct target *t, struct installed *in))
{
	struct target t;
	struct installed in;
	int rc = root_open(&t, &in, c);

	if (rc)
		return rc;
	rc = answer(c, &t, &in);
	root_close(&t, &in);
	return rc;
}

void root_close(struct target *t, struct installed *in)
{
	installed_unload(in);
	target_close(t);
}

static void waiting(const char *holder)
{
	fprintf(stderr, "orion-pkg: waiting: %s works on it\n", holder);
}

static int recover_and_say(struct target *t, struct call *c)
{
	int rc = recover(t, &c->arena);

	if (rc == RECOVERED_FINISHED)
		fprintf(stderr, "orion-pkg: %s: a transaction that was cut off is finished now\n",
			t->path);
	if (rc == RECOVERED_UNDONE)
		fprintf(stderr, "orion-pkg: %s: a transaction that was cut off is undone\n",
			t->path);
	return rc < 0 ? rc : 0;
}

int root_change(struct target *t, struct call *c, const char *command)
{
	const char *who = arena_printf(&c->arena, "%s %s", c->program->name, command);
	int rc = who ? target_open(t, &c->arena, root_path) : -ENOMEM;

	if (rc)
		return rc;
	rc = target_lock(t, &c->arena, who, !root_no_wait, waiting);
	if (!rc)
		rc = recover_and_say(t, c);
	if (rc)
		target_close(t);
	return rc;
}

struct installed_package *root_package(
	const struct target *t, const struct installed *in, const char *name)
{
	struct installed_package *p = installed_find(in, text_of(name));

	if (!p)
		fail(-E_NO, "%s is not installed in %s", name, t->path);
	return p;
}

const char *root_plain(const char *path)
{
	while (*path == '/' || !strncmp(path, "./", 2))
		path += *path == '/' ? 1 : 2;
	return path;
}

int root_lines(struct arena *a, const struct target *t, const char *name, struct texts *lines)
{
	struct text text, line;

	*lines = (struct texts){ 0 };
	if (t->state < 0)
		return 0;
	int rc = file_load(a, t->state, name, LINES_LENGTH, &text);
	if (rc == -ENOENT)
		return 0;
	while (!rc && text_line(&text, &line)) {
		lines->item = arena_more(a, lines->item, lines->count, sizeof *lines->item);
		if (!lines->item)
			return -ENOMEM;
		lines->item[lines->count++] = line;
	}
	return rc;
}

struct text root_lines_text(struct arena *a, const struct texts *lines)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < lines->count; i++) {
		buffer_text(&b, lines->item[i]);
		buffer_add(&b, "\n", 1);
	}
	char *s = buffer_error(&b) ? NULL : arena_text(a, b.n ? b.s : "", b.n);
	struct text t = { s, b.n };
	buffer_free(&b);
	return t;
}
