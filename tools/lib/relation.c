// SPDX-License-Identifier: MIT
// What packages say of each other.
#include "relation.h"

#include "error.h"
#include "version.h"

static const char so[] = "so:";

static int bad(struct text t, const char *why)
{
	return fail(-E_DATA, "`%.*s` %s", t.n > 200 ? 200 : (int)t.n, t.s, why);
}

// What a byte may be of. A table, because an index has many names.
enum { FIRST = 1, NAME = 2, LIBRARY = 4, ANY = NAME | LIBRARY, START = FIRST | ANY };

// clang-format off
static const unsigned char bytes[256] = {
	['+'] = ANY, ['-'] = ANY, ['.'] = ANY, ['_'] = ANY,
	['0' ... '9'] = START, ['a' ... 'z'] = START, ['A' ... 'Z'] = LIBRARY,
};
// clang-format on

static bool is(char c, unsigned what)
{
	return bytes[(unsigned char)c] & what;
}

int name_check(struct text name)
{
	if (!name.n || name.n > NAME_LENGTH)
		return bad(name, "is no name: it has 1 to 128 bytes");
	if (!is(name.s[0], FIRST))
		return bad(name, "is no name: it begins with a-z or 0-9");
	for (size_t i = 1; i < name.n; i++)
		if (!is(name.s[i], NAME))
			return bad(name, "is no name: only a-z 0-9 + . _ - may be in it");
	return 0;
}

int name_check_provided(struct text name)
{
	if (!text_starts(name, so))
		return name_check(name);
	struct text soname = { name.s + sizeof so - 1, name.n - (sizeof so - 1) };

	if (!soname.n || soname.n > NAME_LENGTH)
		return bad(name, "is no library: its name has 1 to 128 bytes");
	for (size_t i = 0; i < soname.n; i++)
		if (!is(soname.s[i], LIBRARY))
			return bad(name,
				"is no library: only letters, digits and + . _ - may be in it");
	return 0;
}

static bool of_op(char c)
{
	return c == '<' || c == '=' || c == '>';
}

static const char *const ops[] = { "", "<", "<=", "=", ">=", ">" };

const char *relation_op_text(enum relation_op op)
{
	return ops[op];
}

static int op_parse(enum relation_op *op, struct text t)
{
	for (*op = RELATION_LT; *op <= RELATION_GT; ++*op)
		if (text_is(t, ops[*op]))
			return 0;
	return -E_DATA;
}

int relation_parse(struct relation *r, struct text t)
{
	size_t name = 0, op;

	while (name < t.n && !of_op(t.s[name]))
		name++;
	for (op = name; op < t.n && of_op(t.s[op]); op++)
		;
	r->name = (struct text){ t.s, name };
	r->version = (struct text){ t.s + op, t.n - op };
	r->op = RELATION_ANY;
	if (name < t.n && op_parse(&r->op, (struct text){ t.s + name, op - name }))
		return bad(t, "is no relation: it has < <= = >= or > once, or nothing");
	int rc = name_check_provided(r->name);
	if (!rc && r->op != RELATION_ANY)
		rc = version_check(r->version);
	return rc;
}

int relation_check(struct text t)
{
	struct text rest = t;
	struct relation r;
	int rc = 0;

	for (struct text part; !rc && text_part(&rest, '|', &part);)
		rc = relation_parse(&r, part);
	return rc;
}

bool relation_next(struct text *rest, struct relation *r)
{
	struct text part;

	return text_part(rest, '|', &part) && !relation_parse(r, part);
}

int relation_check_provides(struct text t)
{
	struct relation r;
	int rc = relation_parse(&r, t);

	if (!rc && r.op != RELATION_ANY && r.op != RELATION_EQ)
		rc = bad(t, "cannot be provided: it is NAME or NAME=VERSION");
	return rc;
}

bool relation_match(const struct relation *r, struct text version)
{
	if (r->op == RELATION_ANY)
		return true;
	if (!version.n)
		return false;
	int order = version_compare(
		version_has_revision(r->version) ? version : version_upstream(version), r->version);

	switch (r->op) {
	case RELATION_LT: return order < 0;
	case RELATION_LE: return order <= 0;
	case RELATION_EQ: return order == 0;
	case RELATION_GE: return order >= 0;
	case RELATION_GT: return order > 0;
	default: return true;
	}
}
