// SPDX-License-Identifier: MIT
// The list of a backup's files: what is taken is spelled again, and names nothing but what a backup has.
#include "backup_list.h"

#include <stdio.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define D "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEAD "orion-backup\t1\n"
#define LINE(path) "file\t0644\t3\t" D "\t" path "\n"

static const struct {
	int line;
	const char *text, *why; // why: NULL when it is taken
} cases[] = {
	{ __LINE__, HEAD, NULL },
	{ __LINE__, HEAD LINE("orion.conf"), NULL },
	{ __LINE__, HEAD LINE("channels/node") LINE("channels/node.stable"), NULL },
	{ __LINE__, HEAD LINE("roles/node/lock") LINE("roles/node/world.d/site"), NULL },
	{ __LINE__, HEAD LINE("bundles/node/" D ".bundle") LINE("repository/a-1-r0.x86_64.opk"),
		NULL },
	{ __LINE__, HEAD LINE("trusted/0123"), NULL },
	{ __LINE__, HEAD "file\t0600\t0\t" D "\tkeys/root\n", NULL },
	{ __LINE__, "", "not what" },
	{ __LINE__, "orion-backup 1\n", "not what" },
	{ __LINE__, "orion-backup\t2\nanything\n", "format 2, of a newer OrionOS" },
	{ __LINE__, "orion-backup\t01\n", "format" },
	{ __LINE__, HEAD "file\n", "line 2: a line is" },
	{ __LINE__, HEAD LINE("pins") "file", "last line" },
	{ __LINE__, HEAD LINE("pins") LINE("pins"), "line 3: pins is not in its order" },
	{ __LINE__, HEAD LINE("pins") LINE("nodes"), "not in its order" },
	{ __LINE__, HEAD LINE("/etc/passwd"), "line 2" },
	{ __LINE__, HEAD LINE("../passwd"), "line 2" },
	{ __LINE__, HEAD LINE("keys/../../passwd"), "line 2" },
	{ __LINE__, HEAD LINE("keys/./root"), "line 2" },
	{ __LINE__, HEAD LINE("keys//root"), "line 2" },
	{ __LINE__, HEAD LINE("keys/root/"), "line 2" },
	{ __LINE__, HEAD LINE(""), "line 2" },
	{ __LINE__, HEAD LINE("keys/\033[2J"), "line 2" },
	{ __LINE__, HEAD LINE("keys"), "keys is nothing of a backup" },
	{ __LINE__, HEAD LINE("keys/.new"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("keys/a/b"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("lock"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("channels/server"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("channels/server.stable"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("roles/node/.new/lock"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("roles/node/next/channel"), "nothing of a backup" },
	{ __LINE__, HEAD LINE("bundles/node/.new/" D ".bundle"), "nothing of a backup" },
	{ __LINE__, HEAD "file\t4755\t3\t" D "\tpins\n", "mode" },
	{ __LINE__, HEAD "file\t644\t3\t" D "\tpins\n", "mode" },
	{ __LINE__, HEAD "file\t0644\t-3\t" D "\tpins\n", "size" },
	{ __LINE__, HEAD "file\t0644\t9223372036854775808\t" D "\trepository/x\n", "size" },
	{ __LINE__, HEAD "file\t0644\t9999999999\t" D "\tpins\n",
		"pins would have 9999999999 bytes" },
	{ __LINE__, HEAD "file\t0644\t3\t0\tpins\n", "line 2" },
	{ __LINE__, HEAD "link\t0644\t3\t" D "\tpins\n", "line 2: a line is" },
	{ __LINE__, HEAD "file\t0644\t3\t" D "\tpins\tx\n", "line 2: a line is" },
};

static void parse(size_t i)
{
	struct arena a = { NULL };
	struct backup_list l;
	struct buffer b = { 0 };
	struct text t = text_of(cases[i].text);
	int rc = backup_parse(&l, &a, t);

	CHECK_AT(cases[i].line, (rc == 0) == !cases[i].why);
	if (rc) {
		CHECK_AT(cases[i].line, rc == -E_DATA);
		CHECK_AT(cases[i].line, cases[i].why && strstr(error_text(), cases[i].why));
	} else {
		backup_write(&b, &l);
		CHECK_AT(cases[i].line, text_equal(buffer_view(&b), t));
	}
	buffer_free(&b);
	arena_free(&a);
}

static void directories(void)
{
	CHECK(backup_leads("keys", false) && backup_leads("roles/node/world.d", false));
	CHECK(backup_leads("bundles/node", true) && !backup_leads("bundles/node", false));
	CHECK(!backup_leads("keys/x", true) && !backup_leads("nfsdcld", true));
	CHECK(!backup_leads("roles/node/next", true) && !backup_leads("orion.conf", true));
	CHECK(!backup_leads("bundles/node/x", true) && !backup_leads(".restore", true));
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		parse(i);
	directories();
	return test_failed;
}
