// SPDX-License-Identifier: MIT
// Optimal string alignment: the distance of Levenshtein, and two neighbours that are swapped count once.
#include "nearest.h"

#include <string.h>

#include "error.h"

enum { LENGTH = 31 };	// of words that are compared

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t d[LENGTH + 1][LENGTH + 1];

	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= m; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= n; i++)
		for (size_t k = 1; k <= m; k++) {
			size_t other = a[i - 1] != b[k - 1];

			d[i][k] =
				least(least(d[i - 1][k], d[i][k - 1]) + 1, d[i - 1][k - 1] + other);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				d[i][k] = least(d[i][k], d[i - 2][k - 2] + other);
		}
	return d[n][m];
}

void nearest_try(struct nearest *near, const char *candidate)
{
	size_t n = strlen(near->word), m = strlen(candidate);

	if (!n || n > LENGTH || m > LENGTH)
		return;
	size_t d = distance(near->word, n, candidate, m);
	if (d > (n + 2) / 3 || (near->best && d >= near->distance))
		return;
	near->best = candidate;
	near->distance = d;
}

int nearest_fail(const struct nearest *n, const char *kind, const char *command)
{
	return n->best
		? fail(-E_CALL, "there is no %s %s: is `%s` meant?", kind, n->word, n->best)
		       : fail(-E_CALL, "there is no %s %s: `%s` lists them", kind, n->word, command);
}
