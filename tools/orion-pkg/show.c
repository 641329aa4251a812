// SPDX-License-Identifier: MIT
// orion-pkg show: what a package says of itself.
#include <inttypes.h>
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "opk.h"
#include "package.h"

static void print(const char *key, struct text t)
{
	if (t.n)
		printf("%-10s %.*s\n", key, TEXT_ARG(t));
}

static void print_texts(const char *key, const struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		print(i ? "" : key, t->item[i]);
}

// The last field of a line, when there is something in it.
static void print_rest(struct text t)
{
	printf("%s%.*s\n", t.n ? " " : "", TEXT_ARG(t));
}

static void print_accounts(const struct manifest *m)
{
	for (const struct user *u = m->user; u < m->user + m->users; u++) {
		printf("%-10s %.*s %" PRIu32 " %" PRIu32 " %.*s %.*s", u == m->user ? "user" : "",
			TEXT_ARG(u->name), u->uid, u->gid, TEXT_ARG(u->home), TEXT_ARG(u->shell));
		print_rest(u->gecos);
	}
	for (const struct group *g = m->group; g < m->group + m->groups; g++) {
		printf("%-10s %.*s %" PRIu32, g == m->group ? "group" : "", TEXT_ARG(g->name),
			g->gid);
		print_rest(g->members);
	}
}

static void print_capabilities(const struct manifest *m)
{
	for (const struct capability *c = m->capability; c < m->capability + m->capabilities; c++)
		printf("%-10s %.*s %016" PRIx64 " %016" PRIx64 " %s\n",
			c == m->capability ? "capability" : "", TEXT_ARG(c->path), c->permitted,
			c->inheritable, c->effective ? "effective" : "-");
}

static void print_plain(const struct opk *p)
{
	const struct manifest *m = &p->manifest;
	char hex[DIGEST_HEX + 1];

	print("name", m->name);
	print("version", m->version);
	print("arch", m->arch);
	print("summary", m->summary);
	print("license", m->license);
	print("url", m->url);
	print("origin", m->origin);
	printf("%-10s %" PRIu64 "\n", "date", m->date);
	print_texts("needs", &m->needs);
	print_texts("provides", &m->provides);
	print_texts("conflicts", &m->conflicts);
	print_texts("replaces", &m->replaces);
	print_texts("static", &m->statics);
	print_accounts(m);
	print_texts("service", &m->services);
	if (m->alternatives)
		printf("%-10s %zu alternatives: `orion-pkg files -l` lists them\n", "offers",
			m->alternatives);
	print_texts("setuid", &m->setuid);
	print_capabilities(m);
	print_texts("device", &m->devices);
	digest_hex(&p->digest, hex);
	printf("%-10s %" PRIu64 " bytes in %zu paths\n%-10s %" PRIu64 " bytes\n%-10s %s\n",
		"installed", m->size, m->entries, "package", p->file_size, "digest", hex);
}

static void json_accounts(const struct manifest *m)
{
	json_open("users", '[');
	for (const struct user *u = m->user; u < m->user + m->users; u++) {
		json_open(NULL, '{');
		json_text("name", u->name);
		json_number("uid", u->uid);
		json_number("gid", u->gid);
		json_text("home", u->home);
		json_text("shell", u->shell);
		json_text("gecos", u->gecos);
		json_close();
	}
	json_close();
	json_open("groups", '[');
	for (const struct group *g = m->group; g < m->group + m->groups; g++) {
		json_open(NULL, '{');
		json_text("name", g->name);
		json_number("gid", g->gid);
		json_text("members", g->members);
		json_close();
	}
	json_close();
}

static void json_capabilities(const struct manifest *m)
{
	json_open("capabilities", '[');
	for (const struct capability *c = m->capability; c < m->capability + m->capabilities; c++) {
		json_open(NULL, '{');
		json_text("path", c->path);
		json_number("permitted", c->permitted);
		json_number("inheritable", c->inheritable);
		json_bool("effective", c->effective);
		json_close();
	}
	json_close();
}

static void print_json(const struct opk *p)
{
	const struct manifest *m = &p->manifest;

	json_open(NULL, '{');
	json_text("name", m->name);
	json_text("version", m->version);
	json_text("arch", m->arch);
	json_text("summary", m->summary);
	json_text("license", m->license);
	json_text("url", m->url);
	json_text("origin", m->origin);
	json_number("date", m->date);
	json_texts("needs", &m->needs);
	json_texts("provides", &m->provides);
	json_texts("conflicts", &m->conflicts);
	json_texts("replaces", &m->replaces);
	json_texts("static", &m->statics);
	json_accounts(m);
	json_texts("services", &m->services);
	json_number("alternatives", m->alternatives);
	json_texts("setuid", &m->setuid);
	json_capabilities(m);
	json_texts("devices", &m->devices);
	json_number("installed_size", m->size);
	json_number("paths", m->entries);
	json_number("package_size", p->file_size);
	json_digest("digest", &p->digest);
	json_close();
}

static int run(struct call *c)
{
	struct opk p;
	int fd, rc = package_open(&p, &c->arena, c->argv[0], &fd);

	if (rc)
		return rc;
	if (c->json)
		print_json(&p);
	else
		print_plain(&p);
	package_close(&p, fd);
	return 0;
}

const struct cmd cmd_show = {
	.name = "show",
	.operands = "FILE",
	.summary = "Print what a package says of itself",
	.min = 1,
	.max = 1,
	.run = run,
};
