// SPDX-License-Identifier: MIT
// The texts that depmod writes.
#include "modalias.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>

enum { PATTERN = 512, NAME = 64, FILE_NAME = 256, DEPS = 32 };

// A piece of text without its end.
struct piece {
	const char *s;
	size_t n;
};

static bool next_line(struct piece *rest, struct piece *line)
{
	if (!rest->n)
		return false;
	const char *nl = memchr(rest->s, '\n', rest->n);
	size_t n = nl ? (size_t)(nl - rest->s) : rest->n;

	*line = (struct piece){ rest->s, n };
	rest->s += n + !!nl;
	rest->n -= n + !!nl;
	return true;
}

static bool next_word(struct piece *rest, struct piece *word)
{
	while (rest->n && *rest->s == ' ') {
		rest->s++;
		rest->n--;
	}
	if (!rest->n)
		return false;
	const char *end = memchr(rest->s, ' ', rest->n);
	size_t n = end ? (size_t)(end - rest->s) : rest->n;

	*word = (struct piece){ rest->s, n };
	rest->s += n;
	rest->n -= n;
	return true;
}

static bool copy(char *to, size_t size, struct piece p)
{
	if (p.n >= size || memchr(p.s, 0, p.n))
		return false;
	memcpy(to, p.s, p.n);
	to[p.n] = 0;
	return true;
}

void modalias_match(const char *text, size_t n, const char *modalias,
	void (*use)(void *ctx, const char *module), void *ctx)
{
	struct piece rest = { text, n }, line, word;
	char pattern[PATTERN], module[NAME];

	while (next_line(&rest, &line)) {
		if (!next_word(&line, &word) || word.n != 5 || memcmp(word.s, "alias", 5))
			continue;
		if (!next_word(&line, &word) || !copy(pattern, sizeof pattern, word))
			continue;
		if (!next_word(&line, &word) || !copy(module, sizeof module, word))
			continue;
		if (!fnmatch(pattern, modalias, 0))
			use(ctx, module);
	}
}

// Is this the file of module? "-" and "_" are the same in names of modules.
static bool is_file_of(struct piece file, const char *module)
{
	for (size_t i = file.n; i > 0; i--) {
		if (file.s[i - 1] != '/')
			continue;
		file.s += i;
		file.n -= i;
		break;
	}
	size_t len = strlen(module);
	if (file.n < len + 3 || memcmp(file.s + len, ".ko", 3))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((file.s[i] == '-' ? '_' : file.s[i]) != (module[i] == '-' ? '_' : module[i]))
			return false;
	return true;
}

int moddep_files(const char *text, size_t n, const char *module,
	void (*use)(void *ctx, const char *file), void *ctx)
{
	struct piece rest = { text, n }, line, dep[DEPS];
	char file[FILE_NAME];

	while (next_line(&rest, &line)) {
		const char *colon = memchr(line.s, ':', line.n);
		struct piece own = { line.s, colon ? (size_t)(colon - line.s) : 0 };
		int count = 0;

		if (!colon || !is_file_of(own, module))
			continue;
		dep[count++] = own;
		line.n -= own.n + 1;
		line.s = colon + 1;
		while (count < DEPS && next_word(&line, &dep[count]))
			count++;
		for (int i = count; i-- > 0;) // depmod lists the last needed first
			if (copy(file, sizeof file, dep[i]))
				use(ctx, file);
		return count;
	}
	return -1;
}
