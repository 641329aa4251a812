// SPDX-License-Identifier: MIT
// The tables of depmod.
#include "depmod.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "keep.h"
#include "module.h"

struct symbol {
	struct text name;
	uint32_t owner;	// index of the module
};

// What the modules need of each other; indices are those of the modules.
struct graph {
	struct arena *arena;
	struct module *m;
	uint32_t count;
	struct symbol *symbol;	// sorted by name
	size_t symbols;
	uint32_t **needs;	// of each module, those it needs directly
	uint32_t *n_needs;
	uint32_t *rank;		// users have a lower one than what they use
	uint32_t *at;		// the module of a rank
};

// Order of modules

struct place {
	struct text path;
	size_t line;
};

static int compare_places(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int c = text_compare(a->path, b->path);

	return c ? c : a->line < b->line ? -1 : a->line > b->line;
}

struct ranked {
	struct module m;
	size_t line;
};

static int compare_ranked(const void *pa, const void *pb)
{
	const struct ranked *a = pa, *b = pb;

	return a->line != b->line ? (a->line < b->line ? -1 : 1)
				  : text_compare(a->m.path, b->m.path);
}

static size_t line_of(const struct place *p, size_t count, struct text path)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (text_compare(p[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < count && text_equal(p[low].path, path) ? p[low].line : SIZE_MAX;
}

static int sort_modules(struct arena *a, struct module *m, size_t count, struct text order)
{
	struct text rest = order, line;
	struct place *place = NULL;
	size_t places = 0;

	while (text_line(&rest, &line)) {
		place = arena_more(a, place, places, sizeof *place);
		if (!place)
			return -ENOMEM;
		place[places] = (struct place){ line, places };
		places++;
	}
	if (places)
		qsort(place, places, sizeof *place, compare_places);
	struct ranked *r = ARENA_ARRAY(a, struct ranked, count);
	if (!r)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		r[i] = (struct ranked){ m[i], line_of(place, places, m[i].path) };
	qsort(r, count, sizeof *r, compare_ranked);
	for (size_t i = 0; i < count; i++)
		m[i] = r[i].m;
	return 0;
}

static int compare_names(const void *pa, const void *pb)
{
	return text_compare((*(const struct module *const *)pa)->name,
		(*(const struct module *const *)pb)->name);
}

static int check_names(struct arena *a, const struct module *m, size_t count)
{
	const struct module **by_name = ARENA_ARRAY(a, const struct module *, count);

	if (!by_name)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		by_name[i] = &m[i];
	qsort(by_name, count, sizeof *by_name, compare_names);
	for (size_t i = 1; i < count; i++)
		if (text_equal(by_name[i - 1]->name, by_name[i]->name))
			return fail(-E_DATA, "%.*s and %.*s are one module to the kernel",
				TEXT_ARG(by_name[i - 1]->path), TEXT_ARG(by_name[i]->path));
	return 0;
}

// Symbols

// Of those with one name the last counts, as with kmod.
static int compare_symbols(const void *pa, const void *pb)
{
	const struct symbol *a = pa, *b = pb;
	int c = text_compare(a->name, b->name);

	return c ? c : a->owner > b->owner ? -1 : a->owner < b->owner;
}

static int collect_symbols(struct graph *g)
{
	size_t n = 0;

	for (uint32_t i = 0; i < g->count; i++)
		n += g->m[i].exports.count;
	g->symbol = ARENA_ARRAY(g->arena, struct symbol, n);
	if (!g->symbol)
		return -ENOMEM;
	n = 0;
	for (uint32_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->m[i].exports.count; k++)
			g->symbol[n++] = (struct symbol){ g->m[i].exports.item[k], i };
	qsort(g->symbol, n, sizeof *g->symbol, compare_symbols);
	for (size_t i = 0; i < n; i++)
		if (!g->symbols || !text_equal(g->symbol[g->symbols - 1].name, g->symbol[i].name))
			g->symbol[g->symbols++] = g->symbol[i];
	return 0;
}

static const struct symbol *find_symbol(const struct graph *g, struct text name)
{
	size_t low = 0, high = g->symbols;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = text_compare(g->symbol[mid].name, name);

		if (!c)
			return &g->symbol[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

// The modules that one needs, each once, in the order in which its symbols name them. seen[k] == i + 1: has k.
static int collect_needs(struct graph *g, uint32_t i, uint32_t *seen)
{
	const struct texts *imports = &g->m[i].imports;

	for (size_t k = 0; k < imports->count; k++) {
		const struct symbol *s = find_symbol(g, imports->item[k]);

		if (!s || seen[s->owner] == i + 1)
			continue;
		seen[s->owner] = i + 1;
		g->needs[i] = arena_more(g->arena, g->needs[i], g->n_needs[i], sizeof **g->needs);
		if (!g->needs[i])
			return -ENOMEM;
		g->needs[i][g->n_needs[i]++] = s->owner;
	}
	return 0;
}

// Topological order, users first, by a stack, as kmod does it: its lists have this order.
static int rank(struct graph *g, uint32_t *users, uint32_t *stack)
{
	uint32_t top = 0, next = 0;

	for (uint32_t i = 0; i < g->count; i++)
		for (uint32_t k = 0; k < g->n_needs[i]; k++)
			users[g->needs[i][k]]++;
	for (uint32_t i = 0; i < g->count; i++)
		if (!users[i])
			stack[top++] = i;
	while (top) {
		uint32_t i = stack[--top];

		g->rank[i] = next;
		g->at[next++] = i;
		for (uint32_t k = 0; k < g->n_needs[i]; k++)
			if (!--users[g->needs[i][k]])
				stack[top++] = g->needs[i][k];
	}
	for (uint32_t i = 0; i < g->count && next < g->count; i++)
		if (users[i])
			return fail(-E_DATA, "%.*s and what it needs need each other in a circle",
				TEXT_ARG(g->m[i].path));
	return 0;
}

static int make_graph(struct graph *g)
{
	uint32_t *seen = ARENA_ARRAY(g->arena, uint32_t, g->count),
		 *users = ARENA_ARRAY(g->arena, uint32_t, g->count);
	uint32_t *stack = ARENA_ARRAY(g->arena, uint32_t, g->count);

	g->needs = ARENA_ARRAY(g->arena, uint32_t *, g->count);
	g->n_needs = ARENA_ARRAY(g->arena, uint32_t, g->count);
	g->rank = ARENA_ARRAY(g->arena, uint32_t, g->count);
	g->at = ARENA_ARRAY(g->arena, uint32_t, g->count);
	if (!seen || !users || !stack || !g->needs || !g->n_needs || !g->rank || !g->at)
		return -ENOMEM;
	int rc = collect_symbols(g);
	for (uint32_t i = 0; !rc && i < g->count; i++)
		rc = collect_needs(g, i, seen);
	return rc ? rc : rank(g, users, stack);
}

// Output

static void mark_needs(const struct graph *g, uint32_t i, bool *mark)
{
	for (uint32_t k = 0; k < g->n_needs[i]; k++)
		mark[g->rank[g->needs[i][k]]] = true;
}

// A line a module: it, and all it needs, directly or not, by rank. mark is by rank, and all false again at the end.
static void write_dep(const struct graph *g, struct buffer *b, bool *mark)
{
	for (uint32_t i = 0; i < g->count; i++) {
		buffer_text(b, g->m[i].path);
		buffer_text(b, TEXT(":"));
		mark_needs(g, i, mark);
		for (uint32_t r = g->rank[i] + 1; g->n_needs[i] && r < g->count; r++) {
			if (!mark[r])
				continue;
			mark[r] = false;
			buffer_text(b, TEXT(" "));
			buffer_text(b, g->m[g->at[r]].path);
			mark_needs(g, g->at[r], mark);
		}
		buffer_text(b, TEXT("\n"));
	}
}

static void write_alias(const struct graph *g, struct buffer *b)
{
	struct text value;

	buffer_text(b, TEXT("# Aliases extracted from modules themselves.\n"));
	for (uint32_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->m[i].info.count; k++)
			if (module_info(g->m[i].info.item[k], "alias", &value))
				buffer_printf(b, "alias %.*s %.*s\n", TEXT_ARG(value),
					TEXT_ARG(g->m[i].name));
}

static void write_other(const struct graph *g, struct buffer *b, const char *title, const char *key)
{
	struct text value;

	buffer_printf(b, "# %s dependencies extracted from modules themselves.\n", title);
	for (uint32_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->m[i].info.count; k++)
			if (module_info(g->m[i].info.item[k], key, &value))
				buffer_printf(b, "%s %.*s %.*s\n", key, TEXT_ARG(g->m[i].name),
					TEXT_ARG(value));
}

static void write_symbols(const struct graph *g, struct buffer *b)
{
	buffer_text(b, TEXT("# Aliases for symbols, used by symbol_request().\n"));
	for (size_t i = 0; i < g->symbols; i++)
		buffer_printf(b, "alias symbol:%.*s %.*s\n", TEXT_ARG(g->symbol[i].name),
			TEXT_ARG(g->m[g->symbol[i].owner].name));
}

struct device {
	struct text name;
	char type;	// 0: not known yet
	uint64_t major, minor;
};

// MAJOR-MINOR
static bool numbers(struct text t, struct device *d, char type)
{
	struct text field[2];

	if (text_fields(t, '-', field, 2) != 2 ||
		text_number(&d->major, field[0], 0, UINT32_MAX, "major") ||
		text_number(&d->minor, field[1], 0, UINT32_MAX, "minor"))
		return false;
	d->type = type;
	return true;
}

// What an alias says of a device; true when all is known.
static bool device_alias(struct device *d, struct text alias)
{
	static const struct text name = TEXT("devname:"), c = TEXT("char-major-"),
				 b = TEXT("block-major-");

	if (text_starts(alias, name.s))
		d->name = (struct text){ alias.s + name.n, alias.n - name.n };
	else if (text_starts(alias, c.s))
		numbers((struct text){ alias.s + c.n, alias.n - c.n }, d, 'c');
	else if (text_starts(alias, b.s))
		numbers((struct text){ alias.s + b.n, alias.n - b.n }, d, 'b');
	return d->name.s && d->type;
}

static void write_devname(const struct graph *g, struct buffer *b)
{
	struct text value;

	for (uint32_t i = 0; i < g->count; i++) {
		const struct texts *info = &g->m[i].info;
		struct device d = { 0 };

		for (size_t k = 0; k < info->count; k++)
			if (module_info(info->item[k], "alias", &value) && device_alias(&d, value))
				break;
		if (!d.name.s || !d.type)
			continue;
		if (!b->n)
			buffer_text(
				b, TEXT("# Device nodes to trigger on-demand module loading.\n"));
		buffer_printf(b, "%.*s %.*s %c%" PRIu64 ":%" PRIu64 "\n", TEXT_ARG(g->m[i].name),
			TEXT_ARG(d.name), d.type, d.major, d.minor);
	}
}

static int write_all(const struct graph *g, struct arena *a, struct depmod *out)
{
	bool *mark = ARENA_ARRAY(g->arena, bool, g->count);
	struct buffer b = { 0 };
	int rc = mark ? 0 : -ENOMEM;

	if (!rc) {
		write_dep(g, &b, mark);
		rc = keep(a, &b, &out->dep);
	}
	if (!rc) {
		write_alias(g, &b);
		rc = keep(a, &b, &out->alias);
	}
	if (!rc) {
		write_other(g, &b, "Soft", "softdep");
		rc = keep(a, &b, &out->softdep);
	}
	if (!rc) {
		write_other(g, &b, "Weak", "weakdep");
		rc = keep(a, &b, &out->weakdep);
	}
	if (!rc) {
		write_symbols(g, &b);
		rc = keep(a, &b, &out->symbols);
	}
	if (!rc) {
		write_devname(g, &b);
		rc = keep(a, &b, &out->devname);
	}
	buffer_free(&b);
	return rc;
}

int depmod_make(
	struct depmod *out, struct arena *a, struct module *m, size_t count, struct text order)
{
	struct arena work = { NULL };
	struct graph g = { .arena = &work, .m = m, .count = (uint32_t)count };
	int rc = count < UINT32_MAX ? 0 : fail(-E_DATA, "%zu modules", count);

	if (!rc)
		rc = check_names(&work, m, count);
	if (!rc)
		rc = sort_modules(&work, m, count, order);
	if (!rc)
		rc = make_graph(&g);
	if (!rc)
		rc = write_all(&g, a, out);
	arena_free(&work);
	return rc;
}
