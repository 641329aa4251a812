// SPDX-License-Identifier: MIT
// orion-pkg install: packages of the repositories, or of files.
#include <string.h>

#include "arch.h"
#include "change.h"
#include "cmd.h"
#include "error.h"
#include "package.h"

static bool downgrade;
static const char *arch;

// clang-format off
static const struct option rows[] = {
	{ .name = "downgrade", .flag = &downgrade, .help = "go back to a version below the installed one" },
	{ .name = "arch", .argument = "ARCH", .text = &arch, .help = "what a directory with nothing in it is to be for (this machine's)" },
	{ 0 },
};
// clang-format on

// A file is named by a path or by its ending.
static bool is_file(const char *operand)
{
	return strchr(operand, '/') || package_named(operand);
}

static int add_file(struct change *c, const char *path)
{
	struct arena *a = &c->call->arena;
	int rc = supply_file(&c->supply, a, path);

	if (rc)
		return rc;
	const struct manifest *m = &c->supply.named[c->supply.names - 1]->opk.manifest;
	struct installed_package *old = c->on_base ? NULL : installed_find(&c->installed, m->name);
	if (old && text_equal(old->version, m->version))
		return change_job(c, JOB_REINSTALL, m->name);
	// This version now; what is wished is the package, not the version.
	const char *relation =
		arena_printf(a, "%.*s=%.*s", TEXT_ARG(m->name), TEXT_ARG(m->version));
	return relation ? change_job(c, JOB_INSTALL, text_of(relation)) : -1;
}

static int choose_arch(struct change *c)
{
	struct text there = installed_arch(&c->installed);

	if (!arch)
		return 0;
	if (!arch_machine(text_of(arch)))
		return fail(-E_CALL, "--arch %s: nothing is known of such machines", arch);
	if (there.n && !text_is(there, arch))
		return fail(-E_CALL, "--arch %s: %s is for %.*s", arch, c->target.path,
			TEXT_ARG(there));
	c->supply.arch = text_of(arch);
	return 0;
}

static int run(struct call *call)
{
	struct change c;
	int rc = change_open(&c, call, "install");

	if (rc)
		return rc;
	rc = choose_arch(&c);
	for (int i = 0; !rc && i < call->argc; i++)
		rc = is_file(call->argv[i])
			? add_file(&c, call->argv[i])
			: change_job(&c, downgrade ? JOB_DOWNGRADE : JOB_INSTALL,
				  text_of(call->argv[i]));
	c.request.downgrade = downgrade;
	if (!rc)
		rc = change_run(&c);
	change_close(&c);
	return rc;
}

const struct cmd cmd_install = {
	.name = "install",
	.operands = "NAME|FILE.opk...",
	.summary = "Install packages and what they need",
	.min = 1,
	.max = -1,
	.options = rows,
	.shared = base_change_rows,
	.help = "NAME may have a version: `musl>=1.2.5`. A file is as good as where it came from: nothing vouches for it.\n",
	.run = run,
};
