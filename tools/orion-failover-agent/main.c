// SPDX-License-Identifier: MIT
// orion-failover-agent: moves a read-only NFS mount to another server when its own is gone, from user space, for kernels that
// can't do it themselves (nfs-failover(4)). Read watch.c first, then agent.c.
#include <string.h>

#include "cmd.h"

extern const struct cmd cmd_move, cmd_status, cmd_watch;

static const struct cmd *const commands[] = {
	&cmd_watch,
	&cmd_status,
	&cmd_move,
	&cmd_help,
	NULL,
};

static const struct program program = {
	"orion-failover-agent",
	"orion-failover-agent(8)",
	commands,
};

int main(int argc, char **argv)
{
	// So systemd knows a program that a root depends on, and doesn't end it with the others.
	if (argc > 1 && !strcmp(argv[1], "watch"))
		*argv[0] = '@';
	return cmd_main(&program, argc, argv);
}
