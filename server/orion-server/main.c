// SPDX-License-Identifier: MIT
// orion: what a server serves. A table of commands; each is a file beside this one.
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "error.h"
#include "paths.h"
#include "pkg.h"

extern const struct cmd cmd_apply, cmd_backup, cmd_boot, cmd_booted, cmd_channel, cmd_channels,
	cmd_check, cmd_distrust, cmd_doctor, cmd_down, cmd_drain, cmd_export, cmd_gc,
	cmd_generation, cmd_generations, cmd_group, cmd_groups, cmd_init, cmd_invite, cmd_join,
	cmd_leave, cmd_network, cmd_networks, cmd_node, cmd_nodes, cmd_pin, cmd_pkg, cmd_plan,
	cmd_promote, cmd_publish, cmd_restore, cmd_rollback, cmd_servers, cmd_status, cmd_sync,
	cmd_trust, cmd_undrain, cmd_unpin, cmd_up, cmd_upgrade;

static const struct cmd *const commands[] = {
	&cmd_init,
	&cmd_up,
	&cmd_down,
	&cmd_plan,
	&cmd_apply,
	&cmd_check,
	&cmd_status,
	&cmd_doctor,
	&cmd_publish,
	&cmd_promote,
	&cmd_rollback,
	&cmd_trust,
	&cmd_distrust,
	&cmd_gc,
	&cmd_export,
	&cmd_pin,
	&cmd_unpin,
	&cmd_boot,
	&cmd_channels,
	&cmd_channel,
	&cmd_generations,
	&cmd_generation,
	&cmd_nodes,
	&cmd_node,
	&cmd_groups,
	&cmd_group,
	&cmd_networks,
	&cmd_booted,
	&cmd_backup,
	&cmd_restore,
	&cmd_upgrade,
	&cmd_network,
	&cmd_servers,
	&cmd_invite,
	&cmd_join,
	&cmd_sync,
	&cmd_drain,
	&cmd_undrain,
	&cmd_leave,
	&cmd_pkg,
	&cmd_help,
	NULL,
};

static const struct program program = { "orion", "orion(8)", commands };

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "pkg"))
		return pkg_exec(argv + 1);
	if (paths_find()) {
		fprintf(stderr, "orion: %s\n", error_text());
		return 3;
	}
	return cmd_main(&program, argc, argv);
}
