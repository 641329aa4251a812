// SPDX-License-Identifier: MIT
// Reading orion.conf with libconfuse. Its parser calls us with each value as it comes, when it knows the line; what it
// keeps itself is not looked at.
#include "conf.h"

#include <confuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "conf_impl.h"
#include "error.h"
#include "file.h"
#include "nearest.h"

// A key that can't be written, and has a default: its value comes when a section begins.
#define BEGIN ""

// The parser hands nothing of ours on to what it calls.
static struct reading {
	struct conf *conf;
	struct arena *arena;
	struct section *section;	// that is open
	enum conf_place place;
	int rc;
} now;

int conf_fail(const struct conf *c, unsigned line, const char *fmt, ...)
{
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return fail(-E_DATA, "%s:%u: %s", c->path, line, text);
}

int conf_at(const struct conf *c, unsigned line, int rc)
{
	return during(rc, "%s:%u", c->path, line);
}

// The first failure counts.
static int wrong(const cfg_t *cfg, int rc)
{
	if (!now.rc)
		now.rc = conf_at(now.conf, (unsigned)cfg->line, rc);
	return -1;
}

// --- what is unknown

static int unknown(const char *name)
{
	struct nearest n = { .word = name };

	for (size_t k = 0; k < KEYS; k++) {
		if (conf_rows[k].places & now.place)
			nearest_try(&n, conf_rows[k].name);
		else if (!strcmp(conf_rows[k].name, name))
			return fail(-E_DATA, "`%s` has no place here: see orion.conf(5)", name);
	}
	if (now.place == IN_FILE) {
		nearest_try(&n, "network");
		nearest_try(&n, "server");
		nearest_try(&n, "group");
		nearest_try(&n, "node");
	}
	return n.best ? fail(-E_DATA, "there is no key `%s`: is `%s` meant?", name, n.best)
		      : fail(-E_DATA, "there is no key `%s`: orion.conf(5) lists them", name);
}

// What the parser itself finds wrong: an unknown key, and syntax.
static void complain(cfg_t *cfg, const char *fmt, va_list ap)
{
	char text[1000];

	if (now.rc)
		return;
	if (!strcmp(fmt, "no such option '%s'")) {
		wrong(cfg, unknown(va_arg(ap, const char *)));
		return;
	}
	vsnprintf(text, sizeof text, fmt, ap);
	wrong(cfg, fail(-E_DATA, "%s", text));
}

// --- values

static struct values *values_of(const char *name, enum conf_key *k)
{
	for (size_t i = 0; i < KEYS; i++)
		if ((conf_rows[i].places & now.place) && !strcmp(conf_rows[i].name, name)) {
			*k = (enum conf_key)i;
			return &now.section->key[i];
		}
	return NULL;
}

static int add_value(struct values *to, const char *s, unsigned line)
{
	struct value *item = arena_more(now.arena, to->item, to->count, sizeof *item);

	if (!item)
		return -ENOMEM;
	to->item = item;
	item[to->count++] = (struct value){ s, line };
	return 0;
}

static int take(const char *name, const char *s, unsigned line)
{
	enum conf_key k;
	struct values *to = values_of(name, &k);

	if (!to)
		return unknown(name);
	if (to->count && !conf_rows[k].list)
		return fail(-E_DATA, "%s is said in line %u already", name, to->item->line);
	if (k == KEY_PERSIST && to->count == CONF_PERSIST)
		return fail(-E_DATA, "there can be %d paths", CONF_PERSIST);
	if (k == KEY_PEERS && to->count == CONF_PEERS)	// and us: /init takes eight servers
		return fail(-E_DATA, "there can be %d %s", CONF_PEERS, name);
	const char *copy = arena_text(now.arena, s, strlen(s));
	const char *kept = copy ? conf_check(now.arena, k, copy) : NULL;
	return kept ? add_value(to, kept, line) : during(-E_DATA, "%s", name);
}

static int take_value(cfg_t *cfg, cfg_opt_t *opt, const char *s, void *result)
{
	int rc = now.rc ? now.rc : take(opt->name, s, (unsigned)cfg->line);

	if (rc)
		return wrong(cfg, rc);
	*(const char **)result = s;
	return 0;
}

// --- sections

static struct section *more_sections(struct sections *s)
{
	struct section *item = arena_more(now.arena, s->item, s->count, sizeof *item);

	if (!item)
		return NULL;
	s->item = item;
	item[s->count] = (struct section){ .title = NULL };
	return &item[s->count++];
}

static int open_section(const char *kind)
{
	struct {
		const char *kind;
		struct sections *all;
		enum conf_place place;
	} const of[] = {
		{ "network", &now.conf->networks, IN_NETWORK },
		{ "server", &now.conf->servers, IN_SERVER },
		{ "group", &now.conf->groups, IN_GROUP },
		{ "node", &now.conf->nodes, IN_NODE },
	};
	size_t i = 0;

	while (strcmp(of[i].kind, kind))	// the parser knows no others
		i++;
	struct section *s = more_sections(of[i].all);
	now.place = of[i].place;
	if (s)
		now.section = s;
	return s ? 0 : -ENOMEM;
}

// The parser ends the program when a default is refused: what is wrong is kept until the section ends.
static int begin(cfg_t *cfg, cfg_opt_t *opt, const char *s, void *result)
{
	int rc = open_section(cfg->name);

	(void)opt;
	if (!rc) {
		now.section->line = (unsigned)cfg->line;
		now.section->title = arena_text(now.arena, cfg->title, strlen(cfg->title));
		rc = now.section->title ? 0 : -ENOMEM;
		// Those of nodes may be ranges, which are expanded later.
		if (!rc && now.place != IN_NODE)
			rc = during(conf_check_title(cfg->title), "%s", cfg->name);
	}
	if (rc)
		wrong(cfg, rc);
	*(const char **)result = s;
	return 0;
}

// What the parser has of it goes at once: it would compare the title of each section that comes with those of all that were.
static int end(cfg_t *cfg, cfg_opt_t *opt)
{
	(void)cfg;
	cfg_free_value(opt);
	now.section = &now.conf->top;
	now.place = IN_FILE;
	return now.rc ? -1 : 0;
}

// --- the parser's tables

enum { ROWS = KEYS + 6 };

static cfg_opt_t value_row(const struct conf_row *row)
{
	cfg_opt_t value = CFG_STR(row->name, NULL, CFGF_NODEFAULT);

	value.parsecb = take_value;
	if (row->list)
		value.flags |= CFGF_LIST;
	return value;
}

// The keys that may stand in that place; how many rows those are.
static size_t value_rows(cfg_opt_t *rows, enum conf_place place)
{
	size_t n = 0;

	for (size_t k = 0; k < KEYS; k++)
		if (conf_rows[k].places & place)
			rows[n++] = value_row(&conf_rows[k]);
	return n;
}

static cfg_opt_t section_row(const char *name, cfg_opt_t *rows, enum conf_place place)
{
	static char mark[] = "begin";
	cfg_opt_t section = CFG_SEC(name, rows, CFGF_MULTI | CFGF_TITLE), last = CFG_END();
	cfg_opt_t first = CFG_STR(BEGIN, NULL, CFGF_NONE);

	first.parsecb = begin;
	first.def.parsed = mark;
	rows[0] = first;
	rows[1 + value_rows(rows + 1, place)] = last;
	section.validcb = end;
	return section;
}

static int parse(const char *s)
{
	static cfg_opt_t file[ROWS], network[ROWS], server[ROWS], group[ROWS], node[ROWS];
	cfg_opt_t last = CFG_END();
	size_t n = value_rows(file, IN_FILE);

	file[n++] = section_row("network", network, IN_NETWORK);
	file[n++] = section_row("server", server, IN_SERVER);
	file[n++] = section_row("group", group, IN_GROUP);
	file[n++] = section_row("node", node, IN_NODE);
	file[n] = last;
	cfg_t *cfg = cfg_init(file, CFGF_NONE);
	if (!cfg)
		return fail(-ENOMEM, "read %s", now.conf->path);
	cfg_set_error_function(cfg, complain);
	int rc = cfg_parse_buf(cfg, s);
	if (rc != CFG_SUCCESS && !now.rc)
		wrong(cfg, fail(-E_DATA, "this is no key, section or value"));
	cfg_free(cfg);
	return now.rc;
}

int conf_parse(struct conf *c, struct arena *a, const char *path, struct text t)
{
	*c = (struct conf){ .path = path };
	if (memchr(t.s, 0, t.n))
		return fail(-E_DATA, "%s: this is no text", path);
	char *s = arena_text(a, t.s, t.n);
	now = (struct reading){ .conf = c, .arena = a, .section = &c->top, .place = IN_FILE };
	int rc = s ? conf_blank(c, s) : -ENOMEM;
	return rc ? rc : parse(s);
}

// A file of sysfs doesn't say how long it is.
static int load(struct conf *c, struct arena *a, int fd, const char *path)
{
	struct buffer b = { 0 };
	int rc = file_read_all(&b, fd, CONF_LENGTH, path);

	if (!rc)
		rc = conf_parse(c, a, path, b.n ? buffer_view(&b) : TEXT(""));
	buffer_free(&b);
	return rc;
}

int conf_load(struct conf *c, struct arena *a, const char *const *paths)
{
	for (; *paths; paths++) {
		int fd = open(*paths, O_RDONLY | O_CLOEXEC);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0)
			return fail(-errno, "open %s", *paths);
		int rc = load(c, a, fd, *paths);
		close(fd);
		return rc;
	}
	return conf_parse(c, a, "(no orion.conf)", TEXT(""));
}

const char *conf_key_name(enum conf_key k)
{
	return conf_rows[k].name;
}

const char *conf_get(const struct section *s, enum conf_key k)
{
	return s->key[k].count ? s->key[k].item->s : NULL;
}

const char *conf_or(const struct section *s, enum conf_key k, const char *otherwise)
{
	return s->key[k].count ? s->key[k].item->s : otherwise;
}
