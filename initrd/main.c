// SPDX-License-Identifier: MIT
// /init: from the kernel's start to the root's init, one step after the other.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "boot.h"
#include "bootconf.h"
#include "clock.h"
#include "error.h"
#include "fail.h"
#include "file.h"
#include "handover.h"
#include "ident.h"
#include "net.h"
#include "overlay.h"
#include "root.h"
#include "say.h"
#include "system.h"
#include "trial.h"
#include "zram.h"

// A start on trial is ended by a service, which knows why. When there is none yet by then, so many seconds later it ends itself.
enum { GRACE = 30 };

static int read_cmdline(struct boot *b)
{
	char text[4096];
	ssize_t n = file_read("/proc/cmdline", text, sizeof text);

	if (n < 0)
		return fail("E-SYSTEM", "/proc/cmdline: %s", strerror(errno));
	if (cmdline_parse(&b->cmd, text, (size_t)n))
		return -1;
	trial_watch(b->cmd.trial ? b->cmd.trial + GRACE : 0);
	if (b->cmd.unknown[0])
		say("%s means nothing to this generation: ignored", b->cmd.unknown);
	return 0;
}

static int network(struct boot *b)
{
	netif_up("lo", true);
	if (!root_needs_network(b))
		return 0;
	net_forget(b);
	if (net_up(b))
		return -1;
	b->t_net = now_ms();
	return 0;
}

static int root(struct boot *b)
{
	ident_set(b);
	if (root_open(b))
		return -1;
	clock_set(b);
	b->t_root = now_ms();
	return 0;
}

static int leave(struct boot *b)
{
	return overlay_open(b) || handover_check() || bootconf_write(b) ? -1 : 0;
}

static const struct step {
	const char *name;
	int (*run)(struct boot *b);
} steps[] = {
	{ "command line", read_cmdline },
	{ "net", network },
	{ "root", root },
	{ "overlay", leave },
};

static int boot(struct boot *b)
{
	root_close();
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		b->stage = steps[i].name;
		if (steps[i].run(b)) {
			ident_set(b); // the last screen says who this is
			return -1;
		}
	}
	return 0;
}

static struct boot *start(void)
{
	static struct boot private;
	struct utsname u;
	struct boot *b =
		mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (b == MAP_FAILED)
		b = &private;
	b->t_kernel = now_ms();
	b->stage = "start";
	b->cmd.retry = 20;
	error_share();
	int rc = system_mount();
	say_open();
	uname(&u);
	say("OrionOS, Linux %s", u.release);
	if (rc)
		fail_show_and_wait(b);
	zram_start();
	return b;
}

int main(int argc, char **argv)
{
	(void)argc;
	if (getpid() != 1) {
		fprintf(stderr, "usage: /init is started by the kernel, as process 1\n");
		return 2;
	}
	struct boot *b = start();
	for (;;) {
		if (!boot(b))
			break;
		fail_show_and_wait(b);
	}
	b->stage = "handover";
	handover(b, argv);
	fail_show_and_wait(b);
	reboot(RB_AUTOBOOT); // half of it is moved: there is no other way to try again
	return 3;
}
