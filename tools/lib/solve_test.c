// SPDX-License-Identifier: MIT
// Small universes at random, each question answered by trying all sets of packages too. What must be true of an answer
// is what docs/orion-pkg-plan.7.scd promises. The cases with names and reasons are in tests/solver/.
#include "solve.h"

#include <stdlib.h>

#include "arena.h"
#include "error.h"
#include "index.h"
#include "installed.h"
#include "relation.h"
#include "test.h"
#include "version.h"
#include "wish.h"

enum { ROUNDS = 4000, PACKAGES = 8, WORDS = 3, SETS = 1 << PACKAGES };

struct package {
	struct text name, version;
	struct texts needs, provides, conflicts, replaces;
	bool available, installed;
	struct digest digest;
};

struct round {
	struct arena arena;
	struct package package[PACKAGES];
	size_t packages;
	struct index index;
	struct installed installed;
	struct texts wish, held;
	struct job job[2];
	struct request request;
	struct plan plan;
};

static uint64_t state;

static size_t chance(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % below);
}

#define PICK(list) text_of((list)[chance(sizeof(list) / sizeof *(list))])

static const char *const names[] = { "a", "b", "c", "d" };
static const char *const versions[] = { "1-r0", "1-r1", "2-r0" };
static const char *const provided[] = { "v", "w", "v=1", "v=2", "w=2-r0", "a=1", "so:x.so.1" };
static const char *const simple[] = { "a", "b", "c", "d", "v", "w", "a=1", "b>1", "c>=1-r1", "d<2",
	"a<=1", "b=2", "v>=2", "w<3", "so:x.so.1", "nowhere" };
static const char *const relations[] = { "a", "b", "c", "d", "v", "w", "a=1", "b>1", "c>=1-r1",
	"d<2", "a<=1", "b=2", "v>=2", "w<3", "so:x.so.1", "a|b", "c|d", "v|a<2", "nowhere|c",
	"d>1|b=1", "nowhere" };

static void append(struct round *r, struct texts *list, struct text t)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->item[i], t))
			return;
	list->item = arena_more(&r->arena, list->item, list->count, sizeof *list->item);
	list->item[list->count++] = t;
}

static struct text blanks(struct round *r, const struct texts *list)
{
	char *s = arena_text(&r->arena, "", 0);

	for (size_t i = 0; i < list->count; i++)
		s = arena_printf(&r->arena, "%s%s%.*s", s, i ? " " : "", TEXT_ARG(list->item[i]));
	return text_of(s);
}

static bool have_version(const struct round *r, struct text name, struct text version)
{
	for (size_t i = 0; i < r->packages; i++)
		if (text_equal(r->package[i].name, name) &&
			text_equal(r->package[i].version, version))
			return true;
	return false;
}

static bool name_installed(const struct round *r, struct text name)
{
	for (size_t i = 0; i < r->packages; i++)
		if (r->package[i].installed && text_equal(r->package[i].name, name))
			return true;
	return false;
}

static void make_packages(struct round *r)
{
	for (size_t n = 2 + chance(PACKAGES - 1); n > 0; n--) {
		struct package *p = r->package + r->packages;

		p->name = PICK(names);
		p->version = PICK(versions);
		if (have_version(r, p->name, p->version))
			continue;
		for (size_t i = chance(WORDS); i > 0; i--)
			append(r, &p->needs, PICK(relations));
		for (size_t i = chance(WORDS); i > 0; i--)
			append(r, &p->provides, PICK(provided));
		if (!chance(4))
			append(r, &p->conflicts, PICK(simple));
		if (!chance(6))
			append(r, &p->replaces, PICK(simple));
		p->digest.b[0] = (unsigned char)(r->packages + 1);
		p->installed = !name_installed(r, p->name) && !chance(2);
		p->available = !p->installed || chance(4);
		r->packages++;
	}
}

static void add_available(struct round *r, const struct package *p)
{
	struct index *x = &r->index;

	x->package = arena_more(&r->arena, x->package, x->packages, sizeof *x->package);
	x->package[x->packages++] = (struct index_package){
		.name = p->name,
		.version = p->version,
		.arch = TEXT("x86_64"),
		.pin.head = p->digest,
		.needs = blanks(r, &p->needs),
		.provides = blanks(r, &p->provides),
		.conflicts = blanks(r, &p->conflicts),
		.replaces = blanks(r, &p->replaces),
	};
}

static void add_installed(struct round *r, const struct package *p)
{
	struct installed *in = &r->installed;
	struct manifest *m = ARENA_NEW(&r->arena, struct manifest);

	m->needs = p->needs;
	m->provides = p->provides;
	m->conflicts = p->conflicts;
	m->replaces = p->replaces;
	in->package = arena_more(&r->arena, in->package, in->count, sizeof *in->package);
	in->package[in->count++] = (struct installed_package){
		.name = p->name,
		.version = p->version,
		.digest = p->digest,
		.manifest = m,
	};
}

static int package_order(const void *a, const void *b)
{
	const struct installed_package *x = a, *y = b;

	return text_compare(x->name, y->name);
}

// What stands in struct package, as the solver takes it.
static void give(struct round *r)
{
	r->index = (struct index){ 0 };
	r->installed = (struct installed){ 0 };
	for (size_t i = 0; i < r->packages; i++) {
		if (r->package[i].available)
			add_available(r, r->package + i);
		if (r->package[i].installed)
			add_installed(r, r->package + i);
	}
	index_sort(&r->index);
	if (r->installed.count)
		qsort(r->installed.package, r->installed.count, sizeof *r->installed.package,
			package_order);
}

static void make_request(struct round *r)
{
	for (size_t n = chance(4); n > 0; n--)
		if (wish_add(&r->arena, &r->wish, PICK(relations)))
			abort();
	if (!chance(4))
		append(r, &r->held, PICK(names));
	r->request = (struct request){ .wish = r->wish, .held = r->held, .job = r->job };
	for (size_t n = chance(3); n > 0; n--) {
		struct text name = PICK(names);

		switch (chance(5)) {
		case 0:
		case 1:
			r->job[r->request.jobs++] = (struct job){ JOB_INSTALL, PICK(relations) };
			break;
		case 2:
			if (name_installed(r, name))
				r->job[r->request.jobs++] = (struct job){ JOB_REMOVE, name };
			break;
		case 3:
			if (name_installed(r, name))
				r->job[r->request.jobs++] = (struct job){ JOB_UPGRADE, name };
			break;
		case 4: r->request.upgrade = true;
		}
	}
	r->request.downgrade = !chance(5);
}

// --- the same by trying

static bool name_matches(const struct package *p, const struct relation *x)
{
	return text_equal(p->name, x->name) && relation_match(x, p->version);
}

static bool provides(const struct package *p, const struct relation *x)
{
	struct relation y;

	for (size_t i = 0; i < p->provides.count; i++)
		if (!relation_parse(&y, p->provides.item[i]) && text_equal(y.name, x->name) &&
			relation_match(x, y.version))
			return true;
	return false;
}

static bool satisfies(const struct package *p, struct text relation, bool names_only)
{
	for (struct relation x; relation_next(&relation, &x);)
		if (name_matches(p, &x) || (!names_only && provides(p, &x)))
			return true;
	return false;
}

static bool some(const struct round *r, unsigned s, struct text relation)
{
	for (size_t i = 0; i < r->packages; i++)
		if ((s >> i & 1) && satisfies(r->package + i, relation, false))
			return true;
	return false;
}

static bool in_peace(const struct round *r, size_t a, size_t b)
{
	const struct package *p = r->package + a, *q = r->package + b;

	if (text_equal(p->name, q->name))
		return false;
	for (size_t i = 0; i < p->conflicts.count; i++)
		if (satisfies(q, p->conflicts.item[i], false))
			return false;
	for (size_t i = 0; i < p->replaces.count; i++)
		if (satisfies(q, p->replaces.item[i], true))
			return false;
	return true;
}

static bool consistent(const struct round *r, unsigned s)
{
	for (size_t i = 0; i < r->packages; i++) {
		const struct texts *needs = &r->package[i].needs;

		if (!(s >> i & 1))
			continue;
		for (size_t k = 0; k < needs->count; k++)
			if (!some(r, s, needs->item[k]))
				return false;
		for (size_t k = 0; k < r->packages; k++)
			if (k != i && (s >> k & 1) && !in_peace(r, i, k))
				return false;
	}
	return true;
}

static bool listed(const struct texts *list, struct text t)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->item[i], t))
			return true;
	return false;
}

// May that name be older than it is?
static bool may_fall(const struct round *r, struct text name)
{
	for (size_t i = 0; i < r->request.jobs; i++) {
		struct text rest = r->job[i].text;

		for (struct relation x; r->job[i].kind == JOB_INSTALL && relation_next(&rest, &x);)
			if (x.op != RELATION_ANY && text_equal(x.name, name))
				return true;
	}
	return r->request.downgrade;
}

// True when the answer was no, and that is among what would resolve it.
static bool given_up(const struct round *r, const char *verb, struct text what)
{
	char sentence[256];
	size_t n = (size_t)snprintf(sentence, sizeof sentence, "%s %.*s", verb, TEXT_ARG(what));

	for (const char *s = r->plan.why.n ? r->plan.why.s : ""; (s = strstr(s, sentence)); s++)
		if (!strncmp(s + n, ", or ", 5) || !strncmp(s + n, ".\n", 2))
			return true;
	return false;
}

static bool downgrade_given_up(const struct round *r, const struct package *p)
{
	char text[256];

	snprintf(text, sizeof text, "%.*s=%.*s", TEXT_ARG(p->name), TEXT_ARG(p->version));
	return given_up(r, "downgrade", text_of(text));
}

static bool held(const struct round *r, struct text name)
{
	return listed(&r->held, name) && !given_up(r, "release the hold on", name);
}

static bool allowed(const struct round *r, size_t package)
{
	const struct package *p = r->package + package;

	for (size_t i = 0; i < r->request.jobs; i++)
		if (r->job[i].kind == JOB_REMOVE && text_equal(r->job[i].text, p->name) &&
			!given_up(r, "do not remove", p->name))
			return false;
	for (size_t i = 0; i < r->packages; i++) {
		const struct package *q = r->package + i;

		if (!q->installed || q == p || !text_equal(p->name, q->name))
			continue;
		if (held(r, p->name))
			return false;
		if (version_compare(p->version, q->version) < 0 && !may_fall(r, p->name) &&
			!downgrade_given_up(r, p))
			return false;
	}
	return true;
}

static bool valid(const struct round *r, unsigned s)
{
	for (size_t i = 0; i < r->plan.wish.count; i++) {
		struct text t = r->plan.wish.item[i];

		if (!some(r, s, t) && !given_up(r, "remove", t) &&
			!given_up(r, "do not install", t))
			return false;
	}
	for (size_t i = 0; i < r->packages; i++) {
		const struct package *p = r->package + i;

		if ((s >> i & 1) ? !allowed(r, i) : p->installed && held(r, p->name))
			return false;
	}
	return consistent(r, s);
}

static bool any_valid(const struct round *r)
{
	for (unsigned s = 0; s < 1u << r->packages; s++)
		if (valid(r, s))
			return true;
	return false;
}

// --- what a plan makes of it

static size_t place_of(const struct round *r, struct text name, struct text version)
{
	for (size_t i = 0; i < r->packages; i++)
		if (text_equal(r->package[i].name, name) &&
			text_equal(r->package[i].version, version))
			return i;
	abort();
}

static unsigned installed_set(const struct round *r)
{
	unsigned s = 0;

	for (size_t i = 0; i < r->packages; i++)
		s |= (unsigned)r->package[i].installed << i;
	return s;
}

static unsigned after(const struct round *r)
{
	unsigned s = installed_set(r);

	for (size_t i = 0; i < r->plan.steps; i++) {
		const struct step *x = r->plan.step + i;

		if (x->installed && x->kind != STEP_KEEP)
			s &= ~(1u << place_of(r, x->name, x->installed->version));
		if (x->available && x->kind != STEP_KEEP)
			s |= 1u << place_of(r, x->name, x->available->version);
	}
	return s;
}

static bool smallest(const struct round *r, unsigned s)
{
	for (unsigned t = (s - 1) & s; t != s; t = (t - 1) & s)
		if (valid(r, t))
			return false;
	return true;
}

// No package alone could have stayed as it was, or be newer in an upgrade.
static bool no_needless_change(const struct round *r, unsigned s)
{
	for (size_t i = 0; i < r->packages; i++)
		for (size_t k = 0; k < r->packages; k++) {
			const struct package *is = r->package + i, *other = r->package + k;

			if (i == k || !(s >> i & 1) || !text_equal(is->name, other->name))
				continue;
			if (r->request.upgrade ? version_compare(other->version, is->version) <= 0
					: !other->installed)
				continue;
			bool named = false;
			for (size_t n = 0; n < r->request.jobs; n++)
				named = named ||
					(r->job[n].kind == JOB_UPGRADE &&
							 text_equal(r->job[n].text, is->name));
			if (!named && valid(r, (s & ~(1u << i)) | 1u << k))
				return false;
		}
	return true;
}

static void direct(const struct round *r, unsigned s, bool to[PACKAGES][PACKAGES])
{
	for (size_t i = 0; i < r->packages; i++)
		for (size_t k = 0; k < r->packages; k++) {
			const struct texts *needs = &r->package[i].needs;

			to[i][k] = false;
			for (size_t n = 0; n < needs->count; n++)
				to[i][k] |= (s >> i & s >> k & 1) &&
					satisfies(r->package + k, needs->item[n], false);
		}
}

static void reach(const struct round *r, bool to[PACKAGES][PACKAGES])
{
	for (size_t m = 0; m < r->packages; m++)
		for (size_t i = 0; i < r->packages; i++)
			for (size_t k = 0; k < r->packages; k++)
				to[i][k] |= to[i][m] && to[m][k];
}

// What comes finds all that it can need there, but for what needs it in turn.
static bool good_order(const struct round *r, unsigned s)
{
	bool needs[PACKAGES][PACKAGES] = { 0 }, to[PACKAGES][PACKAGES];
	unsigned here = s & installed_set(r);

	direct(r, s, needs);
	memcpy(to, needs, sizeof to);
	reach(r, to);
	for (size_t i = 0; i < r->plan.steps; i++) {
		const struct step *x = r->plan.step + i;

		if (!x->available)
			continue;
		size_t at = place_of(r, x->name, x->available->version);
		here |= 1u << at;
		for (size_t k = 0; k < r->packages; k++)
			if (needs[at][k] && !(here >> k & 1) && !to[k][at])
				return false;
	}
	return true;
}

static int ask(struct round *r)
{
	const struct index *index[] = { &r->index, NULL };

	give(r);
	return solve(&r->arena, index, &r->installed, &r->request, &r->plan);
}

static void check_answer(struct round *r)
{
	unsigned before = installed_set(r), s = after(r);
	bool plain = !r->request.upgrade;

	for (size_t i = 0; i < r->request.jobs; i++)
		plain = plain && r->job[i].kind == JOB_INSTALL;
	CHECK(valid(r, s));
	CHECK(smallest(r, s));
	CHECK(no_needless_change(r, s));
	CHECK(good_order(r, s));
	if (plain && valid(r, before))
		CHECK((s & ~before) == 0);
	// Asked again, there is nothing to do.
	for (size_t i = 0; i < r->packages; i++)
		r->package[i].installed = s >> i & 1;
	struct texts wish = r->plan.wish;
	r->request = (struct request){ .wish = wish, .held = r->held };
	CHECK(ask(r) == 0 && r->plan.steps == 0 && !r->plan.wished.count &&
		!r->plan.unwished.count);
}

static void check_round(uint64_t seed)
{
	struct round r = { 0 };

	state = seed * 0x9e3779b97f4a7c15u | 1;
	for (int i = 0; i < 8; i++)
		chance(2);
	make_packages(&r);
	make_request(&r);
	int rc = ask(&r);

	if (rc != 0 && rc != -E_NO)
		fprintf(stderr, "%s\n", error_text());
	CHECK(rc == 0 || rc == -E_NO);
	struct text why = r.plan.why;
	r.plan.why = TEXT("");
	CHECK(any_valid(&r) == (rc == 0));
	r.plan.why = why;
	if (rc == 0) {
		check_answer(&r);
	} else {	// what is said to resolve it does
		CHECK(why.n);
		CHECK(any_valid(&r));
	}
	arena_free(&r.arena);
}

int main(int argc, char **argv)
{
	uint64_t from = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : argc > 1 ? 1 : ROUNDS;

	for (uint64_t seed = from; seed < from + rounds; seed++) {
		bool failed = test_failed;

		test_failed = 0;
		check_round(seed);
		if (test_failed)
			fprintf(stderr, "in the universe of seed %llu\n", (unsigned long long)seed);
		test_failed |= failed;
	}
	return test_failed;
}
