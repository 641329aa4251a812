// SPDX-License-Identifier: MIT
// orion-pkg search: what repositories have.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd.h"
#include "error.h"
#include "json.h"
#include "repositories.h"

static bool all;

// clang-format off
static const struct option rows[] = {
	{ .letter = 'a', .name = "all", .flag = &all, .help = "each version, not the newest only" },
	ARCH_ROW,
	{ 0 },
};
// clang-format on

static bool contains(struct text t, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= t.n; i++)
		if (!strncasecmp(t.s + i, word, n))
			return true;
	return false;
}

// Each word must be in the name or in the summary.
static bool matches(const struct index_package *p, const struct call *c)
{
	for (int i = 0; i < c->argc; i++)
		if (!contains(p->name, c->argv[i]) && !contains(p->summary, c->argv[i]))
			return false;
	return true;
}

// The versions of a name stand together, the newest last.
static bool is_newest(const struct index *x, size_t i)
{
	return i + 1 == x->packages || !text_equal(x->package[i].name, x->package[i + 1].name);
}

static void print(const struct call *c, const struct repository *r, const struct index_package *p)
{
	if (!c->json) {
		printf("%.*s %.*s%s%.*s\n", TEXT_ARG(p->name), TEXT_ARG(p->version),
			p->summary.n ? "  " : "", TEXT_ARG(p->summary));
		return;
	}
	json_open(NULL, '{');
	json_text("name", p->name);
	json_text("version", p->version);
	json_text("arch", p->arch);
	json_text("summary", p->summary);
	json_text("license", p->license);
	json_number("package_size", p->pin.file_size);
	json_number("installed_size", p->installed_size);
	json_digest("digest", &p->pin.head);
	json_text("repository", text_of(r->url));
	json_close();
}

static size_t search(const struct call *c, const struct repository *r)
{
	size_t found = 0;

	for (size_t i = 0; i < r->index.packages; i++) {
		const struct index_package *p = &r->index.package[i];

		if (!matches(p, c) || (!all && !is_newest(&r->index, i)))
			continue;
		print(c, r, p);
		found++;
	}
	return found;
}

static int run(struct call *c)
{
	struct repositories r;
	size_t found = 0;
	int rc = repositories_open(&r, c);

	if (rc)
		return rc;
	repositories_keep(&r);
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < r.count; i++)
		found += search(c, &r.item[i]);
	if (c->json)
		json_close();
	repositories_close(&r);
	return found ? 0 : fail(-E_NO, "nothing found");
}

const struct cmd cmd_search = {
	.name = "search",
	.operands = "[WORD...]",
	.summary = "List what repositories have with each WORD in its name or summary",
	.max = -1,
	.options = rows,
	.shared = repository_rows,
	.help = "Without a WORD it lists all that can be installed.\n",
	.run = run,
};
