// SPDX-License-Identifier: MIT
// Versions: a text is cut into tokens, and tokens are compared one by one.
#include "version.h"

#include <string.h>

#include "error.h"

// In the order in which they sort where two versions differ. Nothing stands between END and REVISION, so that
// a revision matters only when all before it is equal.
enum kind {
	BEFORE,	// ~word
	ALPHA,
	BETA,
	PRE,
	RC,
	END,
	REVISION,	// -rN
	AFTER,	// +word
	CVS,
	SVN,
	GIT,
	HG,
	P,
	LETTER,
	NUMBER,	// N or .N
	BAD,
};

struct token {
	enum kind kind;
	struct text value;	// the number, word or letter, without what introduces it
};

static const struct {
	const char *name;
	enum kind kind;
} suffixes[] = {
	{ "alpha", ALPHA },
	{ "beta", BETA },
	{ "pre", PRE },
	{ "rc", RC },
	{ "cvs", CVS },
	{ "svn", SVN },
	{ "git", GIT },
	{ "hg", HG },
	{ "p", P },
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static struct text skip(struct text t, size_t n)
{
	return (struct text){ t.s + n, t.n - n };
}

// Takes the characters at the beginning that are of a kind.
static struct text take(struct text *rest, bool (*of)(char))
{
	size_t n = 0;

	while (n < rest->n && of(rest->s[n]))
		n++;
	struct text t = { rest->s, n };

	*rest = skip(*rest, n);
	return t;
}

static struct token number(struct text *rest, enum kind kind)
{
	struct text t = take(rest, digit);

	return (struct token){ t.n && t.n <= VERSION_DIGITS ? kind : BAD, t };
}

static struct token suffix(struct text *rest)
{
	struct text name = take(rest, letter);

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		if (!text_is(name, suffixes[i].name))
			continue;
		struct text t = take(rest, digit);

		return (struct token){ t.n <= VERSION_DIGITS ? suffixes[i].kind : BAD, t };
	}
	return (struct token){ BAD, name };
}

static bool of_word(char c)
{
	return digit(c) || letter(c) || c == '.';
}

// Letters and digits, in parts that dots separate; no run of digits is too long to be a number.
static struct token word(struct text *rest, enum kind kind)
{
	struct text t = take(rest, of_word);
	size_t digits = 0;
	char before = '.';

	for (size_t i = 0; i < t.n; i++) {
		digits = digit(t.s[i]) ? digits + 1 : 0;
		if ((t.s[i] == '.' && before == '.') || digits > VERSION_DIGITS)
			kind = BAD;
		before = t.s[i];
	}
	return (struct token){ before == '.' ? BAD : kind, t };
}

static struct token next(struct text *rest)
{
	if (!rest->n)
		return (struct token){ END, *rest };
	char c = rest->s[0];

	if (digit(c))
		return number(rest, NUMBER);
	*rest = skip(*rest, 1);
	switch (c) {
	case '.': return number(rest, NUMBER);
	case '_': return suffix(rest);
	case '~': return word(rest, BEFORE);
	case '+': return word(rest, AFTER);
	case '-':
		if (!rest->n || rest->s[0] != 'r')
			return (struct token){ BAD, *rest };
		*rest = skip(*rest, 1);
		return number(rest, REVISION);
	}
	return (struct token){ letter(c) ? LETTER : BAD, { rest->s - 1, 1 } };
}

// In which order kinds may stand: numbers, a letter, suffixes, ~, +, a revision.
static int place(enum kind kind)
{
	switch (kind) {
	case NUMBER: return 0;
	case LETTER: return 1;
	case BEFORE: return 3;
	case AFTER: return 4;
	case REVISION: return 5;
	case END: return 6;
	default: return 2;
	}
}

static int bad(struct text v, const char *why)
{
	return fail(-E_DATA, "version `%.*s` %s", v.n > 150 ? 150 : (int)v.n, v.s, why);
}

int version_check(struct text v)
{
	struct text rest = v;
	int last = 0;

	if (!v.n || !digit(v.s[0]))
		return bad(v, "does not begin with a digit");
	if (v.n > VERSION_LENGTH)
		return bad(v, "is too long");
	for (;;) {
		struct token t = next(&rest);
		int at = t.kind == BAD ? -1 : place(t.kind);

		if (t.kind == END)
			return 0;
		// Numbers and suffixes repeat, the others don't.
		if (at < last || (at == last && at != 0 && at != 2))
			return bad(v,
				"is not like 1.2.3, 1.2b, 1.2_rc1, 1.2~git3 or 1.2+git3, with or without -r1");
		last = at;
	}
}

// The revision and where it begins.
static size_t revision_at(struct text v)
{
	size_t n = v.n;

	while (n > 0 && digit(v.s[n - 1]))
		n--;
	return n < v.n && n > 2 && v.s[n - 1] == 'r' && v.s[n - 2] == '-' ? n - 2 : v.n;
}

struct text version_upstream(struct text v)
{
	return (struct text){ v.s, revision_at(v) };
}

bool version_has_revision(struct text v)
{
	return revision_at(v) < v.n;
}

int version_check_package(struct text v)
{
	int rc = version_check(v);

	return rc                         ? rc
		: version_has_revision(v) ? 0
					  : bad(v, "has no revision: it must end like -r1");
}

static int compare_numbers(struct text a, struct text b)
{
	while (a.n && a.s[0] == '0')
		a = skip(a, 1);
	while (b.n && b.s[0] == '0')
		b = skip(b, 1);
	return a.n != b.n ? (a.n > b.n ? 1 : -1) : text_compare(a, b);
}

// Runs of digits as numbers, all else by bytes; an end before a dot, a dot before letters, letters before numbers.
static int word_rank(struct text t)
{
	return !t.n ? 0 : t.s[0] == '.' ? 1 : letter(t.s[0]) ? 2 : 3;
}

static int compare_words(struct text a, struct text b)
{
	for (;;) {
		int rank = word_rank(a), other = word_rank(b);

		if (rank != other)
			return rank - other;
		if (!rank)
			return 0;
		int order = 0;

		if (rank == 1) {
			a = skip(a, 1);
			b = skip(b, 1);
		} else if (rank == 2) {
			order = text_compare(take(&a, letter), take(&b, letter));
		} else {
			order = compare_numbers(take(&a, digit), take(&b, digit));
		}
		if (order)
			return order;
	}
}

static int compare_tokens(struct token a, struct token b)
{
	if (a.kind != b.kind)
		return a.kind < b.kind ? -1 : 1;
	if (a.kind == LETTER)
		return text_compare(a.value, b.value);
	return a.kind == BEFORE || a.kind == AFTER ? compare_words(a.value, b.value)
						   : compare_numbers(a.value, b.value);
}

int version_compare(struct text a, struct text b)
{
	struct text left = a, right = b;

	for (;;) {
		struct token x = next(&left), y = next(&right);
		int order = compare_tokens(x, y);

		if (order)
			return order;
		if (x.kind == END)	// equal but for zeros in front: 6.4 and 6.04
			return text_compare(a, b);
	}
}
