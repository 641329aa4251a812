// SPDX-License-Identifier: MIT
// Copying, quick for the dozens of short texts that a head of HTTP is made of: by two pieces that may overlap, without a loop, up to 32 bytes.
#ifndef COPY_H
#define COPY_H

#include <stddef.h>
#include <stdint.h>

#define COPY_PIECE __attribute__((aligned(1), may_alias))

// A loop of copies stays one, it would be a call of memcpy.
#define COPY_LOOP __attribute__((optimize("no-tree-loop-distribute-patterns")))

typedef char copy16 __attribute__((vector_size(16))) COPY_PIECE;
typedef uint64_t copy8 COPY_PIECE;
typedef uint32_t copy4 COPY_PIECE;
typedef uint16_t copy2 COPY_PIECE;

// The first and the last piece, both read before one is written.
#define COPY_ENDS(piece, to, from, n)                             \
	do {                                                      \
		piece first = *(const piece *)(from);             \
		piece last = *(const piece *)((from) + (n) - sizeof(piece)); \
		*(piece *)(to) = first;                           \
		*(piece *)((to) + (n) - sizeof(piece)) = last;    \
	} while (0)

// n <= 32
static inline void copy_short(char *to, const char *from, size_t n)
{
	if (n >= 16)
		COPY_ENDS(copy16, to, from, n);
	else if (n >= 8)
		COPY_ENDS(copy8, to, from, n);
	else if (n >= 4)
		COPY_ENDS(copy4, to, from, n);
	else if (n >= 2)
		COPY_ENDS(copy2, to, from, n);
	else if (n)
		*to = *from;
}

// n > 32; the end is read before it may be overwritten.
COPY_LOOP static inline void copy_upwards(char *to, const char *from, size_t n)
{
	copy16 last = *(const copy16 *)(from + n - 16);

	for (size_t i = 0; i < n - 16; i += 16)
		*(copy16 *)(to + i) = *(const copy16 *)(from + i);
	*(copy16 *)(to + n - 16) = last;
}

// n > 32; the same from the end.
COPY_LOOP static inline void copy_downwards(char *to, const char *from, size_t n)
{
	copy16 first = *(const copy16 *)from;

	for (size_t i = n; i > 16; i -= 16)
		*(copy16 *)(to + i - 16) = *(const copy16 *)(from + i - 16);
	*(copy16 *)to = first;
}

// The places may overlap.
static inline void *copy_bytes(void *to, const void *from, size_t n)
{
	if (n <= 32)
		copy_short(to, from, n);
	else if ((uintptr_t)to - (uintptr_t)from >= n)
		copy_upwards(to, from, n);
	else
		copy_downwards(to, from, n);
	return to;
}

#endif
