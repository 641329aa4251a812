// SPDX-License-Identifier: MIT
// orion pkg: orion-pkg, which takes the rest of the line as it is.
#include "pkg.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"

int pkg_exec(char **argv)
{
	argv[0] = "orion-pkg";
	execvp(argv[0], argv);
	fprintf(stderr, "orion pkg: run orion-pkg: %s\n", strerror(errno));
	return 3;
}

// For help: main doesn't come here.
static int run(struct call *c)
{
	(void)c;
	return fail(-E_CALL, "`orion pkg` stands at the beginning");
}

const struct cmd cmd_pkg = {
	.name = "pkg",
	.operands = "COMMAND...",
	.summary = "Run orion-pkg: packages of this machine, of a role, of a directory",
	.max = -1,
	.run = run,
};
