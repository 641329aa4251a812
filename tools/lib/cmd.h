// SPDX-License-Identifier: MIT
// A program of commands, and a command of it: one file that ends in one `const struct cmd cmd_NAME`, one line in the program's main.c.
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>

#include "arena.h"
#include "options.h"

struct program;

// What a command gets.
struct call {
	struct arena arena;	// given back when it returns
	const struct program *program;
	const struct cmd *cmd;	// that it is of
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

struct program {
	const char *name;
	const char *manual;	// the page that says all: orion-pkg(1)
	const struct cmd *const *commands;	// in the order of help, ended by NULL
};

// What main does: runs the command that the arguments name, says on stderr why it failed; the exit status.
int cmd_main(const struct program *p, int argc, char **argv);

// The command of that name, or NULL.
const struct cmd *cmd_find(const struct program *p, const char *name);

// Records that there is none, and which one may be meant; -E_CALL.
int cmd_unknown(const struct program *p, const char *name);

// Usage, summary and options.
void cmd_print_help(const struct program *p, const struct cmd *c, FILE *f);

// The command `help`, which every program has.
extern const struct cmd cmd_help;

#endif
