// SPDX-License-Identifier: MIT
// orion-pkg: makes, keeps and installs packages. A table of commands; each is a file beside this one.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "error.h"
#include "progress_line.h"

extern const struct cmd cmd_convert, cmd_files, cmd_help, cmd_image, cmd_pack, cmd_show;
extern const struct cmd cmd_alternatives, cmd_audit, cmd_clean, cmd_config, cmd_diff, cmd_fix,
	cmd_history, cmd_hold, cmd_install, cmd_list, cmd_lock, cmd_owner, cmd_publish, cmd_remove,
	cmd_rollback, cmd_upgrade, cmd_why;
extern const struct cmd cmd_fetch, cmd_index, cmd_keygen, cmd_search, cmd_sign, cmd_verify;

// In the order in which help lists them.
const struct cmd *const commands[] = {
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

static bool json, help;

static const struct option common[] = {
	{ 0, "json", NULL, "print the answer as JSON", .flag = &json },
	{ 'h', "help", NULL, "print this", .flag = &help },
	{ .name = NULL },
};

static const struct cmd *find(const char *name)
{
	for (const struct cmd *const *c = commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

void cmd_print_help(const struct cmd *c, FILE *f)
{
	fprintf(f, "usage: orion-pkg %s [OPTION...]%s%s\n%s.\n\n", c->name, *c->operands ? " " : "",
		c->operands, c->summary);
	options_help(c->options, f);
	options_help(c->shared, f);
	options_help(common, f);
	if (c->help)
		fprintf(f, "\n%s", c->help);
}

static int run(const struct cmd *c, struct call *call, int argc, char **argv)
{
	const struct option *sets[] = { common, NULL, NULL, NULL };
	int n = 1;

	if (c->options)
		sets[n++] = c->options;
	if (c->shared)
		sets[n] = c->shared;
	int operands = options_parse(&call->arena, sets, argc, argv);
	if (operands < 0)
		return operands;
	if (help) {
		cmd_print_help(c, stdout);
		return 0;
	}
	if (operands < c->min || (c->max >= 0 && operands > c->max))
		return fail(-E_CALL, "usage: orion-pkg %s [OPTION...]%s%s", c->name,
			*c->operands ? " " : "", c->operands);
	call->json = json;
	if (!json)
		progress_line_start();
	call->argc = operands;
	call->argv = argv;
	return c->run(call);
}

static int status(int rc)
{
	return rc >= 0 ? 0 : rc == -E_NO ? 1 : rc == -E_CALL ? 2 : 3;
}

// What was printed must have arrived, or nothing was answered.
static int flush(void)
{
	errno = 0;
	int bad = ferror(stdout) | fclose(stdout);

	return bad ? fail(errno ? -errno : -EIO, "write to standard output") : 0;
}

// Options may stand before the command, as in `orion-pkg --role node install`: it comes first then.
static void put_first(int argc, char **argv)
{
	int at = 1;

	if (argc < 2 || *argv[1] != '-')
		return;
	while (at < argc && !find(argv[at]))
		at++;
	if (at == argc)
		return;
	char *name = argv[at];
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
	argv[1] = name;
}

int main(int argc, char **argv)
{
	put_first(argc, argv);
	const char *name = argc > 1 ? argv[1] : "";
	const struct cmd *c = find(!strcmp(name, "--help") || !strcmp(name, "-h") ? "help" : name);
	struct call call = { .json = false };

	if (!c) {
		fprintf(stderr, "orion-pkg: %s%s: `orion-pkg help` lists the commands\n",
			*name ? "there is no command " : "no command is given", name);
		return 2;
	}
	int rc = run(c, &call, argc - 2, argv + 2);
	if (rc >= 0) {
		int failed = flush();

		rc = failed ? failed : rc;
	} else {
		fflush(stdout);
	}
	if (rc < 0 && *error_text())
		fprintf(stderr, "orion-pkg %s: %s\n", c->name, error_text());
	arena_free(&call.arena);
	return status(rc);
}
