// SPDX-License-Identifier: MIT
// Finding what is there: which installed packages an index has too, and who provides what.
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "universe_impl.h"

uint32_t text_hash(struct text t)
{
	uint32_t h = 2166136261u;	// FNV-1a

	for (size_t i = 0; i < t.n; i++)
		h = (h ^ (unsigned char)t.s[i]) * 16777619u;
	return h ^ h >> 15;
}

// How many packages there are in all indexes: the number of the first installed one.
static size_t available_packages(const struct universe *u)
{
	size_t count = 0;

	for (size_t i = 0; u->index[i]; i++)
		count += u->index[i]->packages;
	return count;
}

const struct index_package *universe_package(const struct universe *u, size_t package)
{
	size_t i = 0;

	for (; package >= u->index[i]->packages; i++)
		package -= u->index[i]->packages;
	return u->index[i]->package + package;
}

static const struct index_package *find_version(
	const struct index *x, struct text name, struct text version)
{
	size_t count = 0;
	const struct index_package *p = index_find(x, name, &count);

	for (size_t i = 0; i < count; i++)
		if (text_equal(p[i].version, version))
			return p + i;
	return NULL;
}

uint32_t universe_find(const struct universe *u, struct text name, struct text version,
	const struct index_package **p)
{
	size_t before = 0;

	for (size_t i = 0; u->index[i]; before += u->index[i++]->packages) {
		*p = find_version(u->index[i], name, version);
		if (*p)
			return (uint32_t)(before + (size_t)(*p - u->index[i]->package));
	}
	return UNIVERSE_NONE;
}

bool words_next(struct words *w, struct text *t)
{
	if (!w->list)
		return w->rest.n && text_part(&w->rest, ' ', t);
	if (w->at == w->list->count)
		return false;
	*t = w->list->item[w->at++];
	return true;
}

struct words words_of_index(const struct index_package *p, enum saying what)
{
	const struct text text[] = { p->needs, p->provides, p->conflicts, p->replaces };

	return (struct words){ .rest = text[what] };
}

struct words words_of_manifest(const struct manifest *m, enum saying what)
{
	const struct texts *const list[] = { &m->needs, &m->provides, &m->conflicts, &m->replaces };

	return (struct words){ .list = list[what] };
}

// What the index says of it will do when it is the same package: its manifest needn't be read.
static struct words of_package(const struct universe *u, uint32_t package, enum saying what)
{
	size_t n = u->tables->available;
	uint32_t twin = package < n ? package : u->tables->twin[package - n];

	if (twin != UNIVERSE_NONE)
		return words_of_index(universe_package(u, twin), what);
	return words_of_manifest(u->installed->package[package - n].manifest, what);
}

static int find_twins(struct universe *u)
{
	for (size_t i = 0; i < u->installed->count; i++) {
		struct installed_package *p = u->installed->package + i;
		const struct index_package *x;
		uint32_t twin = universe_find(u, p->name, p->version, &x);

		if (twin != UNIVERSE_NONE && digest_equal(&x->pin.head, &p->digest)) {
			u->tables->twin[i] = twin;
			continue;
		}
		u->tables->twin[i] = UNIVERSE_NONE;
		int rc = installed_manifest(p, u->arena);
		if (rc)
			return during(rc, "package %.*s", TEXT_ARG(p->name));
	}
	return 0;
}

static size_t count_provided(const struct universe *u, size_t packages)
{
	size_t count = 0;

	for (size_t i = 0; i < packages; i++) {
		struct words w = of_package(u, (uint32_t)i, PROVIDES);

		if (w.list)
			count += w.list->count;
		else if (w.rest.n)
			for (const char *p = w.rest.s - 1, *end = w.rest.s + w.rest.n; p;
				p = memchr(p + 1, ' ', (size_t)(end - p - 1)))
				count++;
	}
	return count;
}

// relation_parse's work for what is known to be well-formed: there are many.
static void cut_provided(struct provided *p, struct text t)
{
	const char *op = memchr(t.s, '=', t.n);
	size_t n = op ? (size_t)(op - t.s) : t.n;

	p->name = (struct text){ t.s, n };
	p->version = op ? (struct text){ op + 1, t.n - n - 1 } : (struct text){ t.s + t.n, 0 };
}

static uint32_t power_of_two(size_t n)
{
	uint32_t p = 16;

	while (p < n)
		p *= 2;
	return p;
}

// Packages are taken from the last to the first and put before what is in the chain.
static int chain_provided(struct universe *u, size_t packages)
{
	struct universe_tables *t = u->tables;
	size_t count = count_provided(u, packages);
	uint32_t chains = power_of_two(count);

	t->provided = ARENA_ARRAY(u->arena, struct provided, count);
	t->chain = ARENA_ARRAY(u->arena, uint32_t, chains);
	if (!t->provided || !t->chain)
		return -ENOMEM;
	t->chain_mask = chains - 1;
	memset(t->chain, 0xff, chains * sizeof *t->chain);
	for (size_t i = packages; i-- > 0;) {
		struct words w = of_package(u, (uint32_t)i, PROVIDES);

		for (struct text word; words_next(&w, &word);) {
			struct provided *p = t->provided + t->provideds;

			cut_provided(p, word);
			uint32_t *head = t->chain + (text_hash(p->name) & t->chain_mask);
			p->package = (uint32_t)i;
			p->next = *head;
			*head = (uint32_t)t->provideds++;
		}
	}
	return 0;
}

int universe_open(struct universe *u, struct arena *a, const struct index *const *index,
	struct installed *installed)
{
	*u = (struct universe){ .arena = a, .index = index, .installed = installed };
	u->tables = ARENA_NEW(a, struct universe_tables);
	if (!u->tables)
		return -ENOMEM;
	u->tables->available = available_packages(u);
	size_t packages = u->tables->available + installed->count;

	u->tables->candidate_of = ARENA_ARRAY(a, uint32_t, packages);
	u->tables->twin = ARENA_ARRAY(a, uint32_t, installed->count);
	u->tables->known = ARENA_ARRAY(a, uint32_t, 256);
	if (!u->tables->candidate_of || !u->tables->twin || !u->tables->known)
		return -ENOMEM;
	u->tables->known_mask = 255;
	memset(u->tables->candidate_of, 0xff, packages * sizeof(uint32_t));
	int rc = find_twins(u);
	return rc ? rc : chain_provided(u, packages);
}
