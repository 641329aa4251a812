// SPDX-License-Identifier: MIT
// The command help: the commands, or one of them.
#include <stdio.h>

#include "cmd.h"

static void list(const struct program *p)
{
	printf("usage: %s COMMAND [OPTION...] [OPERAND...]\n\n", p->name);
	for (const struct cmd *const *all = p->commands; *all; all++)
		printf("  %-11s %s\n", (*all)->name, (*all)->summary);
	printf("\n`%s help COMMAND` says more; %s says all.\n", p->name, p->manual);
}

static int help(struct call *c)
{
	if (!c->argc) {
		list(c->program);
		return 0;
	}
	const struct cmd *about = cmd_find(c->program, c->argv[0]);
	if (!about)
		return cmd_unknown(c->program, c->argv[0]);
	cmd_print_help(c->program, about, stdout);
	return 0;
}

const struct cmd cmd_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.summary = "List the commands, or the options of one",
	.max = 1,
	.run = help,
};
