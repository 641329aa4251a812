// SPDX-License-Identifier: MIT
// orion-pkg: makes, keeps and installs packages. A table of commands; each is a file beside this one.
#include "cmd.h"

extern const struct cmd cmd_convert, cmd_files, cmd_image, cmd_pack, cmd_show;
extern const struct cmd cmd_alternatives, cmd_audit, cmd_clean, cmd_config, cmd_diff, cmd_fix,
	cmd_history, cmd_hold, cmd_install, cmd_list, cmd_lock, cmd_owner, cmd_publish, cmd_remove,
	cmd_rollback, cmd_upgrade, cmd_why;
extern const struct cmd cmd_fetch, cmd_index, cmd_keygen, cmd_search, cmd_sign, cmd_verify;

static const struct cmd *const commands[] = {
	&cmd_install,
	&cmd_remove,
	&cmd_upgrade,
	&cmd_publish,
	&cmd_rollback,
	&cmd_fix,
	&cmd_list,
	&cmd_owner,
	&cmd_why,
	&cmd_audit,
	&cmd_diff,
	&cmd_lock,
	&cmd_config,
	&cmd_alternatives,
	&cmd_hold,
	&cmd_history,
	&cmd_clean,
	&cmd_show,
	&cmd_files,
	&cmd_search,
	&cmd_fetch,
	&cmd_verify,
	&cmd_pack,
	&cmd_convert,
	&cmd_index,
	&cmd_sign,
	&cmd_keygen,
	&cmd_image,
	&cmd_help,
	NULL,
};

static const struct program program = { "orion-pkg", "orion-pkg(1)", commands };

int main(int argc, char **argv)
{
	return cmd_main(&program, argc, argv);
}
