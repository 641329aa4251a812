// SPDX-License-Identifier: MIT
// A command of orion-pkg: one file that ends in one `const struct cmd cmd_NAME`, one line in main.c.
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>

#include "arena.h"
#include "options.h"

// What a command gets.
struct call {
	struct arena arena;	// given back when it returns
	bool json;		// --json: stdout is one JSON value
	int argc;		// operands, without the command's name
	char **argv;
};

struct cmd {
	const char *name;
	const char *operands;	// for help: "FILE...", "" for none
	const char *summary;	// one line, no full stop
	int min, max;		// operands; max -1: any number
	const struct option *options;	// NULL: none of its own
	const struct option *shared;	// rows that several commands have (--root); NULL: none
	const char *help;	// what help says below the options, lines ended by \n; NULL: nothing
	// 0 yes, -E_NO no, -E_CALL wrong call, else failed; recorded. Prints only its answer, to stdout.
	int (*run)(struct call *c);
};

// Usage, summary and options.
void cmd_print_help(const struct cmd *c, FILE *f);

// The commands, ended by NULL: in main.c.
extern const struct cmd *const commands[];

#endif
