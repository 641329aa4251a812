// SPDX-License-Identifier: MIT
// A program of commands: finds the one that is called, parses its options, runs it.
#include "cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "nearest.h"
#include "progress_line.h"

static bool json, help;

static const struct option common[] = {
	{ 0, "json", NULL, "print the answer as JSON", .flag = &json },
	{ 'h', "help", NULL, "print this", .flag = &help },
	{ .name = NULL },
};

const struct cmd *cmd_find(const struct program *p, const char *name)
{
	for (const struct cmd *const *c = p->commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

int cmd_unknown(const struct program *p, const char *name)
{
	struct nearest n = { .word = name };

	for (const struct cmd *const *c = p->commands; *c; c++)
		nearest_try(&n, (*c)->name);
	return n.best ? fail(-E_CALL, "there is no command %s: is `%s` meant?", name, n.best)
		      : fail(-E_CALL, "there is no command %s: `%s help` lists the commands", name,
				p->name);
}

void cmd_print_help(const struct program *p, const struct cmd *c, FILE *f)
{
	fprintf(f, "usage: %s %s [OPTION...]%s%s\n%s.\n\n", p->name, c->name,
		*c->operands ? " " : "", c->operands, c->summary);
	options_help(c->options, f);
	options_help(c->shared, f);
	options_help(common, f);
	if (c->help)
		fprintf(f, "\n%s", c->help);
}

static int run(struct call *call, const struct cmd *c, int argc, char **argv)
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
		cmd_print_help(call->program, c, stdout);
		return 0;
	}
	if (operands < c->min || (c->max >= 0 && operands > c->max))
		return fail(-E_CALL, "usage: %s %s [OPTION...]%s%s", call->program->name, c->name,
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
static void put_first(const struct program *p, int argc, char **argv)
{
	int at = 1;

	if (argc < 2 || *argv[1] != '-')
		return;
	while (at < argc && !cmd_find(p, argv[at]))
		at++;
	if (at == argc)
		return;
	char *name = argv[at];
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
	argv[1] = name;
}

static int call_command(const struct program *p, const char *name, int argc, char **argv)
{
	const struct cmd *c =
		cmd_find(p, !strcmp(name, "--help") || !strcmp(name, "-h") ? "help" : name);
	struct call call = { .program = p };

	if (!c)
		return *name ? cmd_unknown(p, name)
			     : fail(-E_CALL, "no command is given: `%s help` lists the commands",
				       p->name);
	call.cmd = c;
	int rc = run(&call, c, argc, argv);
	if (rc >= 0) {
		int failed = flush();

		rc = failed ? failed : rc;
	} else {
		fflush(stdout);
	}
	arena_free(&call.arena);
	return rc;
}

// What a base has is read by services and nodes, whatever the umask of the shell or sshd that this was called from; what is secret says so itself.
int cmd_main(const struct program *p, int argc, char **argv)
{
	umask(022);
	put_first(p, argc, argv);
	const char *name = argc > 1 ? argv[1] : "";
	int rc = call_command(p, name, argc - 2, argv + 2);

	if (rc < 0 && *error_text())
		fprintf(stderr, "%s%s%s: %s\n", p->name, cmd_find(p, name) ? " " : "",
			cmd_find(p, name) ? name : "", error_text());
	return status(rc);
}
