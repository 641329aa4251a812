// SPDX-License-Identifier: MIT
// Pins, as a sorted list.
#include "pins.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "hostname.h"

#define FILE_NAME "pins"

enum { FILE_LENGTH = 16 << 20 };

static const char *const kinds[] = { [PIN_ONCE] = "once", [PIN] = "pin" };

static int compare(const struct pin *p, const char *node, enum pin_kind kind)
{
	int order = strcmp(p->node, node);

	return order ? order : (int)p->kind - (int)kind;
}

// --- the text

static int parse_kind(enum pin_kind *kind, struct text t)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(t, kinds[i])) {
			*kind = (enum pin_kind)i;
			return 0;
		}
	return fail(-E_DATA, "`%.*s` must be one of: pin | once", TEXT_ARG(t));
}

static int parse_line(struct pin *p, struct arena *a, struct text line)
{
	struct text field[3];

	if (text_fields(line, '\t', field, 3) != 3)
		return fail(-E_DATA,
			"a line is node, digest, and `pin` or `once`, with tabs between them");
	int rc = hostname_check(field[0]);
	if (!rc)
		rc = digest_parse(&p->digest, field[1]);
	if (!rc)
		rc = parse_kind(&p->kind, field[2]);
	p->node = rc ? NULL : arena_text(a, field[0].s, field[0].n);
	return rc || p->node ? rc : -ENOMEM;
}

static struct pin *more(struct pins *p, struct arena *a)
{
	struct pin *item = arena_more(a, p->item, p->count, sizeof *item);

	if (item)
		p->item = item;
	return item;
}

int pins_parse(struct pins *p, struct arena *a, struct text t)
{
	struct text line;

	*p = (struct pins){ NULL, 0 };
	while (text_line(&t, &line)) {
		struct pin *item = more(p, a);
		int rc = item ? parse_line(&item[p->count], a, line) : -ENOMEM;
		const struct pin *is = rc ? NULL : &item[p->count];

		if (!rc && p->count && compare(is - 1, is->node, is->kind) >= 0)
			rc = fail(-E_DATA, "%s is not in its place", is->node);
		if (rc)
			return during(rc, "line %zu", p->count + 1);
		p->count++;
	}
	return t.n ? fail(-E_DATA, "the last line has no end") : 0;
}

void pins_write(struct buffer *b, const struct pins *p)
{
	char hex[DIGEST_HEX + 1];

	for (size_t i = 0; i < p->count; i++) {
		digest_hex(&p->item[i].digest, hex);
		buffer_printf(b, "%s\t%s\t%s\n", p->item[i].node, hex, kinds[p->item[i].kind]);
	}
}

// --- the file

int pins_load(struct pins *p, struct arena *a, const char *base)
{
	struct text t;
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : file_load(a, dir, FILE_NAME, FILE_LENGTH, &t);

	if (dir >= 0)
		close(dir);
	if (rc == -ENOENT && dir >= 0) {
		error_clear();
		t = TEXT("");
		rc = 0;
	} else if (rc) {
		return during(rc, "%s", base);
	}
	return during(pins_parse(p, a, t), "%s/" FILE_NAME, base);
}

int pins_store(const struct pins *p, const char *base)
{
	struct buffer b = { 0 };
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : 0;

	pins_write(&b, p);
	if (!rc)
		rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(dir, FILE_NAME, 0644, b.s, b.n);
	if (dir >= 0)
		close(dir);
	buffer_free(&b);
	return during(rc, "%s", base);
}

// --- the list

// The place of the first that isn't before it.
static size_t place(const struct pins *p, const char *node, enum pin_kind kind)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&p->item[middle], node, kind) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct pins *p, size_t i, const char *node, enum pin_kind kind)
{
	return i < p->count && !compare(&p->item[i], node, kind);
}

const struct pin *pins_find(const struct pins *p, const char *node, enum pin_kind kind)
{
	size_t i = place(p, node, kind);

	return is_at(p, i, node, kind) ? &p->item[i] : NULL;
}

const struct pin *pins_next(const struct pins *p, const char *node)
{
	const struct pin *once = pins_find(p, node, PIN_ONCE);

	return once ? once : pins_find(p, node, PIN);
}

int pins_set(struct pins *p, struct arena *a, const char *node, const struct digest *d,
	enum pin_kind kind)
{
	size_t i = place(p, node, kind);

	if (!is_at(p, i, node, kind)) {
		struct pin *item = more(p, a);

		if (!item)
			return -ENOMEM;
		memmove(item + i + 1, item + i, (p->count - i) * sizeof *item);
		p->count++;
	}
	p->item[i] = (struct pin){ node, *d, kind };
	return 0;
}

bool pins_clear(struct pins *p, const char *node, enum pin_kind kind)
{
	size_t i = place(p, node, kind);

	if (!is_at(p, i, node, kind))
		return false;
	p->count--;
	memmove(p->item + i, p->item + i + 1, (p->count - i) * sizeof *p->item);
	return true;
}
