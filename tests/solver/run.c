// SPDX-License-Identifier: MIT
// Runs cases of the solver: usage: run FILE...     a line a case; what a case is made of stands in README.md beside it.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "installed.h"
#include "plan.h"
#include "solve.h"
#include "wish.h"

enum { LIST = 64, REPOSITORIES = 4 };

struct test {
	struct arena arena;
	struct index repository[REPOSITORIES];
	size_t repositories;
	struct installed installed;
	struct request request;
	struct job job[LIST];
	struct text held[LIST];
	struct text expected;
};

static int wrong(struct text line)
{
	return fail(-E_DATA, "line `%.*s`", TEXT_ARG(line));
}

static void *more(struct test *t, void *items, size_t count, size_t size)
{
	void *p = arena_more(&t->arena, items, count, size);

	if (!p)
		abort();
	return p;
}

// --- NAME VERSION [rebuilt] [needs R...] [provides R...] [conflicts R...] [replaces R...]

static struct text next_word(struct text *rest)
{
	struct text word = { "", 0 };

	while (text_part(rest, ' ', &word))
		if (word.n)
			return word;
	return (struct text){ "", 0 };
}

static void parse_package(struct test *t, struct manifest *m, struct text line, bool *rebuilt)
{
	struct texts *list = NULL;

	m->name = next_word(&line);
	m->version = next_word(&line);
	for (struct text w; (w = next_word(&line)).n;) {
		if (text_is(w, "rebuilt")) {
			*rebuilt = true;
		} else if (text_is(w, "needs")) {
			list = &m->needs;
		} else if (text_is(w, "provides")) {
			list = &m->provides;
		} else if (text_is(w, "conflicts")) {
			list = &m->conflicts;
		} else if (text_is(w, "replaces")) {
			list = &m->replaces;
		} else if (list) {
			list->item = more(t, list->item, list->count, sizeof *list->item);
			list->item[list->count++] = w;
		}
	}
}

static struct digest digest_for(const struct manifest *m, bool rebuilt)
{
	char text[512];
	struct digest d;
	int n = snprintf(
		text, sizeof text, "%.*s-%.*s%d", TEXT_ARG(m->name), TEXT_ARG(m->version), rebuilt);

	if (digest_of(&d, text, (size_t)n))
		abort();
	return d;
}

static struct text join(struct test *t, const struct texts *list)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < list->count; i++)
		buffer_printf(&b, "%s%.*s", i ? " " : "", TEXT_ARG(list->item[i]));
	struct text joined = buffer_view(&b);

	joined.s = arena_text(&t->arena, joined.n ? joined.s : "", joined.n);
	buffer_free(&b);
	return joined;
}

static void add_available(struct test *t, struct text line)
{
	struct index *x = t->repository + t->repositories - 1;
	struct manifest m = { 0 };
	bool rebuilt = false;

	parse_package(t, &m, line, &rebuilt);
	x->package = more(t, x->package, x->packages, sizeof *x->package);
	x->package[x->packages++] = (struct index_package){
		.name = m.name,
		.version = m.version,
		.arch = TEXT("x86_64"),
		.pin = { 1000, 100, digest_for(&m, rebuilt) },
		.installed_size = 2000,
		.needs = join(t, &m.needs),
		.provides = join(t, &m.provides),
		.conflicts = join(t, &m.conflicts),
		.replaces = join(t, &m.replaces),
	};
}

static int name_order(const void *a, const void *b)
{
	const struct installed_package *x = a, *y = b;

	return text_compare(x->name, y->name);
}

static void add_installed(struct test *t, struct text line)
{
	struct installed *in = &t->installed;
	struct manifest *m = ARENA_NEW(&t->arena, struct manifest);
	bool rebuilt = false;

	parse_package(t, m, line, &rebuilt);
	in->package = more(t, in->package, in->count, sizeof *in->package);
	in->package[in->count++] = (struct installed_package){
		.name = m->name,
		.version = m->version,
		.digest = digest_for(m, rebuilt),
		.manifest = m,
	};
}

// --- the rest of a case

static int add_job(struct test *t, enum job_kind kind, struct text text)
{
	if (t->request.jobs == LIST)
		return fail(-E_DATA, "too many jobs");
	t->job[t->request.jobs++] = (struct job){ kind, text };
	return 0;
}

static int add_word(struct test *t, struct text line)
{
	static const struct {
		const char *word;
		enum job_kind kind;
	} jobs[] = {
		{ "install", JOB_INSTALL },
		{ "remove", JOB_REMOVE },
		{ "upgrade", JOB_UPGRADE },
		{ "downgrade", JOB_DOWNGRADE },
		{ "reinstall", JOB_REINSTALL },
	};
	struct text rest = line, word = next_word(&rest), argument;
	int rc = 0;

	if (text_is(line, "upgrade"))
		t->request.upgrade = true;
	else if (text_is(line, "downgrade"))
		t->request.downgrade = true;
	else if (text_is(word, "wish"))
		while (!rc && (argument = next_word(&rest)).n)
			rc = wish_add(&t->arena, &t->request.wish, argument);
	else if (text_is(word, "hold"))
		while ((argument = next_word(&rest)).n && t->request.held.count < LIST)
			t->held[t->request.held.count++] = argument;
	else {
		size_t i = 0;

		while (i < sizeof jobs / sizeof *jobs && !text_is(word, jobs[i].word))
			i++;
		if (i == sizeof jobs / sizeof *jobs)
			return wrong(line);
		while (!rc && (argument = next_word(&rest)).n)
			rc = add_job(t, jobs[i].kind, argument);
	}
	return rc;
}

static int parse_case(struct test *t, struct text rest)
{
	void (*add)(struct test *, struct text) = NULL;
	int rc = 0;

	for (struct text line; !rc && text_line(&rest, &line);) {
		if (!line.n || line.s[0] == '#')
			continue;
		if (line.s[0] == '\t' && add) {
			add(t, (struct text){ line.s + 1, line.n - 1 });
		} else if (text_is(line, "repository") && t->repositories < REPOSITORIES) {
			t->repositories++;
			add = add_available;
		} else if (text_is(line, "installed")) {
			add = add_installed;
		} else if (text_is(line, "expect")) {
			t->expected = rest;
			return 0;
		} else {
			rc = add_word(t, line);
		}
	}
	return rc ? rc : fail(-E_DATA, "it expects nothing");
}

// Through the text of an index: as it comes from a repository.
static int reread(struct test *t, struct index *x)
{
	struct buffer b = { 0 };

	index_sort(x);
	index_write(x, &b);
	struct text written = buffer_view(&b);

	written.s = arena_text(&t->arena, written.s, written.n);
	*x = (struct index){ 0 };
	int rc = index_parse(x, &t->arena, written);

	buffer_free(&b);
	return rc;
}

static void indent(struct buffer *to, struct text rest)
{
	for (struct text line; text_line(&rest, &line);)
		buffer_printf(to, "\t%.*s\n", TEXT_ARG(line));
}

static int answer(struct test *t, struct buffer *got)
{
	const struct index *index[REPOSITORIES + 1] = { NULL };
	struct buffer lines = { 0 };
	struct plan plan;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->repositories; i++) {
		rc = reread(t, t->repository + i);
		index[i] = t->repository + i;
	}
	if (rc)
		return rc;
	rc = solve(&t->arena, index, &t->installed, &t->request, &plan);
	if (!rc)
		plan_write(&plan, &lines);
	else if (rc == -E_NO && plan.why.n)
		buffer_text(&lines, plan.why);
	else if (rc == -E_NO || rc == -E_CALL)
		buffer_printf(&lines, "%s: %s\n", rc == -E_NO ? "no" : "wrong call", error_text());
	else
		return rc;
	if (!lines.n)
		buffer_printf(&lines, "nothing to do\n");
	indent(got, buffer_view(&lines));
	buffer_free(&lines);
	return 0;
}

static bool as_expected(struct test *t, const char *path)
{
	struct buffer got = { 0 };
	struct text text;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? fail(-errno, "open %s", path)
			: file_load_fd(&t->arena, fd, 1 << 20, &text, path);

	if (fd >= 0)
		close(fd);
	t->request.job = t->job;
	t->request.held.item = t->held;
	if (!rc)
		rc = parse_case(t, text);
	if (!rc && t->installed.count)
		qsort(t->installed.package, t->installed.count, sizeof *t->installed.package,
			name_order);
	if (!rc)
		rc = answer(t, &got);
	bool same = !rc && text_equal(buffer_view(&got), t->expected);
	if (rc)
		printf("%s: %s\n", path, error_text());
	else if (!same)
		printf("%s: expected\n%.*sbut it is\n%.*s", path, TEXT_ARG(t->expected),
			TEXT_ARG(buffer_view(&got)));
	buffer_free(&got);
	return same;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE...\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		struct test *t = calloc(1, sizeof *t);
		const char *slash = strrchr(argv[i], '/');
		const char *name = slash ? slash + 1 : argv[i];

		if (!t)
			return 3;
		bool same = as_expected(t, argv[i]);
		printf("%sok solver/%.*s\n", same ? "" : "not ", (int)strcspn(name, "."), name);
		status |= !same;
		arena_free(&t->arena);
		free(t);
	}
	return status;
}
