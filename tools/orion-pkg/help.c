// SPDX-License-Identifier: MIT
// orion-pkg help: the commands, or one of them.
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "error.h"

static int help(struct call *c)
{
	if (!c->argc) {
		printf("usage: orion-pkg COMMAND [OPTION...] [OPERAND...]\n\n");
		for (const struct cmd *const *all = commands; *all; all++)
			printf("  %-10s %s\n", (*all)->name, (*all)->summary);
		printf("\n`orion-pkg help COMMAND` says more; orion-pkg(1) says all.\n");
		return 0;
	}
	for (const struct cmd *const *all = commands; *all; all++)
		if (!strcmp((*all)->name, c->argv[0])) {
			cmd_print_help(*all, stdout);
			return 0;
		}
	return fail(-E_CALL, "there is no command %s", c->argv[0]);
}

const struct cmd cmd_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.summary = "List the commands, or the options of one",
	.max = 1,
	.run = help,
};
