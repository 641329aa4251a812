// SPDX-License-Identifier: MIT
// The last screen.
#include "fail.h"

#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "codes.h"
#include "error.h"
#include "file.h"
#include "rescue.h"
#include "say.h"

static void servers(const struct boot *b, char *text, size_t size)
{
	const struct root_spec *r = &b->cmd.root;

	snprintf(text, size, "-");
	if (r->form == ROOT_DISK)
		snprintf(text, size, "LABEL=%s", r->label);
	for (unsigned i = 0; i < r->servers; i++) {
		size_t n = i ? strlen(text) : 0;

		snprintf(text + n, size - n, "%s%s", i ? "," : "", r->server[i].text);
	}
}

static void show(const struct boot *b)
{
	const struct failure *f = failure();
	char list[SERVERS_MAX * 47];

	servers(b, list, sizeof list);
	say_plain("%s: %s: %s", f->code, f->text, code_advice(f->code));
	say("node %s  mac %s  address %s", b->node[0] ? b->node : "-", b->mac[0] ? b->mac : "-",
		b->net.address.family ? b->net.address.text : "-");
	say("server %s  generation %.12s", list, b->cmd.manifest[0] ? b->cmd.manifest : "-");
	say("stage %s  code %s  (docs/troubleshooting)", b->stage, f->code);
	say("next try in %u s%s", b->cmd.retry, b->cmd.rescue ? "; r opens a rescue shell" : "");
}

void fail_show_and_wait(const struct boot *b)
{
	int64_t end = now_ms() + (int64_t)b->cmd.retry * 1000;
	int fd = -1;

	show(b);
	for (int64_t left; (left = end - now_ms()) > 0;) {
		int key = say_key((int)left, &fd);

		if (key != 'r' && key != 'R')
			continue;
		if (b->cmd.rescue) {
			rescue_shell(fd);
			return;
		}
		say("this boot does not allow a rescue shell (orion.rescue=1 does)");
	}
}
