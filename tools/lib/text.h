// SPDX-License-Identifier: MIT
// Pieces of text by pointer and length: lines, fields and numbers of a buffer, without copies.
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *s;	// not ended by a 0
	size_t n;
};

#define TEXT(literal) ((struct text){ literal, sizeof(literal) - 1 })
#define TEXT_ARG(t) (int)(t).n, (t).s	// for "%.*s"

// A text of a string that ends in 0.
struct text text_of(const char *s);

bool text_is(struct text t, const char *s);
bool text_equal(struct text a, struct text b);
bool text_starts(struct text t, const char *prefix);

// Order of bytes, a beginning before what continues it: below 0, 0, above 0.
int text_compare(struct text a, struct text b);

// Takes the next line off the rest, without its LF: false at the end of the rest. A last line without LF isn't
// taken: who sees rest->n after false has one.
bool text_line(struct text *rest, struct text *line);

// Takes what is before the next separator (or the end) off the rest: false when there is no rest (s is NULL).
bool text_part(struct text *rest, char separator, struct text *part);

// Splits into fields; how many there are, max + 1 when there are more than max. An empty text is one empty field.
size_t text_fields(struct text t, char separator, struct text *field, size_t max);

// True when there is no control character (below 0x20, 0x7f) in it.
bool text_printable(struct text t);

// Exactly one spelling of each number: digits, no sign, no zero in front. 0, or -E_DATA with what was wrong recorded;
// what names the number in that.
int text_number(uint64_t *v, struct text t, uint64_t min, uint64_t max, const char *what);

// Exactly n octal or lower-case hexadecimal digits (at most 16); 0, or -E_DATA and recorded.
int text_octal(uint64_t *v, struct text t, size_t n, uint64_t max, const char *what);
int text_hex(uint64_t *v, struct text t, size_t n, const char *what);

#endif
