// SPDX-License-Identifier: MIT
// orion: what a server serves. A table of commands; each is a file beside this one.
#include <string.h>

#include "cmd.h"
#include "pkg.h"

extern const struct cmd cmd_apply, cmd_channels, cmd_check, cmd_generations, cmd_groups,
	cmd_networks, cmd_nodes, cmd_pkg, cmd_plan, cmd_promote, cmd_publish, cmd_rollback;
extern const struct cmd cmd_backup, cmd_restore;

static const struct cmd *const commands[] = {
	&cmd_plan,
	&cmd_apply,
	&cmd_check,
	&cmd_publish,
	&cmd_promote,
	&cmd_rollback,
	&cmd_channels,
	&cmd_generations,
	&cmd_nodes,
	&cmd_groups,
	&cmd_networks,
	&cmd_backup,
	&cmd_restore,
	&cmd_pkg,
	&cmd_help,
	NULL,
};

static const struct program program = { "orion", "orion(8)", commands };

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "pkg"))
		return pkg_exec(argv + 1);
	return cmd_main(&program, argc, argv);
}
