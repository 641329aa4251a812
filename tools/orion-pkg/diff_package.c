// SPDX-License-Identifier: MIT
// Packages: what they say, line by line as their manifests have it, and their paths.
#include "diff_package.h"

#include <stdio.h>

#include "buffer.h"
#include "cmd.h"
#include "compare.h"
#include "difference.h"
#include "error.h"
#include "json.h"
#include "manifest.h"

struct answer {
	const struct call *call;
	bool differ;
};

// The lines before the paths, of which each begins with one letter and a tab.
static struct text head_of(struct text manifest)
{
	struct text rest = manifest, line;

	while (text_line(&rest, &line))
		if (line.n > 1 && line.s[1] == '\t')
			return (struct text){ manifest.s, (size_t)(line.s - manifest.s) };
	return manifest;
}

static bool has_line(struct text head, struct text wanted)
{
	for (struct text line; text_line(&head, &line);)
		if (text_equal(line, wanted))
			return true;
	return false;
}

static void print_line(struct text line, char sign)
{
	printf("%c ", sign);
	for (size_t i = 0; i < line.n; i++)
		putchar(line.s[i] == '\t' ? ' ' : line.s[i]);
	putchar('\n');
}

// The lines of one that the other hasn't.
static void only_in(struct answer *answer, const char *key, struct text head, struct text other)
{
	bool json = answer->call->json;

	if (json)
		json_open(key, '[');
	for (struct text line; text_line(&head, &line);) {
		if (has_line(other, line))
			continue;
		answer->differ = true;
		if (json)
			json_text(NULL, line);
		else
			print_line(line, *key == 'w' ? '-' : '+');
	}
	if (json)
		json_close();
}

static int heads(struct answer *answer, const struct manifest *was, const struct manifest *is)
{
	struct buffer a = { 0 }, b = { 0 };

	manifest_write(was, &a, MANIFEST_INSTALLED);
	manifest_write(is, &b, MANIFEST_INSTALLED);
	int rc = buffer_error(&a);
	if (!rc)
		rc = buffer_error(&b);
	if (!rc) {
		struct text old = head_of(buffer_view(&a)), new = head_of(buffer_view(&b));

		only_in(answer, "was", old, new);
		only_in(answer, "is", new, old);
	}
	buffer_free(&a);
	buffer_free(&b);
	return rc;
}

static int path(void *arg, const struct entry *was, const struct entry *is, unsigned what)
{
	struct answer *answer = arg;
	const struct entry *e = is ? is : was;
	char letters[DIFFERENCES + 1];

	answer->differ = true;
	if (answer->call->json) {
		json_open(NULL, '{');
		json_text("path", e->path);
		json_text("what", text_of(!was ? "comes" : !is ? "goes" : "changes"));
		difference_json(what);
		json_close();
		return 0;
	}
	difference_letters(what, letters);
	printf("%s %c %.*s\n",
		!was          ? "+    "
			: !is ? "-    "
			      : letters,
		e->type, TEXT_ARG(e->path));
	return 0;
}

int diff_package(struct call *c, const struct manifest *was, const struct manifest *is)
{
	struct answer answer = { .call = c };

	if (c->json)
		json_open(NULL, '{');
	int rc = heads(&answer, was, is);
	if (c->json)
		json_open("paths", '[');
	if (!rc)
		rc = compare_manifests(was, is, path, &answer);
	if (c->json) {
		json_close();
		json_close();
	}
	return rc ? rc : answer.differ ? -E_NO : 0;
}
