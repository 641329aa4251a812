// SPDX-License-Identifier: MIT
// Options of a command: a row each. Help is printed from the rows.
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;

struct option_list {
	const char **item;
	size_t count;
};

// One of the four targets is set; which one says what kind of option it is.
struct option {
	char letter;		// 0: it has none
	const char *name;	// NULL ends the rows
	const char *argument;	// what help calls its argument; NULL for a flag
	const char *help;	// no full stop
	bool *flag;
	const char **text;		// given twice, the last counts
	uint64_t *number;		// at most max
	uint64_t max;
	struct option_list *list;	// may be given several times
};

// Takes the options out of argv (arguments only, no program name) and returns how many operands are left, in their order.
// Options may stand between operands; `--` ends them. -E_CALL and recorded when one is wrong. sets is an array of rows'
// beginnings, ended by NULL.
int options_parse(struct arena *a, const struct option *const *sets, int argc, char **argv);

// A line a row.
void options_help(const struct option *rows, FILE *f);

#endif
