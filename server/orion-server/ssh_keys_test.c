// SPDX-License-Identifier: MIT
// Keys for nodes: what is one, and which files they are read from.
#include "ssh_keys.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text;
	bool good;
} cases[] = {
	{ __LINE__, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA/x+y= ann@desk", true },
	{ __LINE__, "ecdsa-sha2-nistp256 AAAA", true },
	{ __LINE__, "sk-ssh-ed25519@openssh.com AAAA", true },
	{ __LINE__, "staff.pub", true },
	{ __LINE__, "keys/staff", true },
	{ __LINE__, "/etc/ssh/staff", true },
	{ __LINE__, "", false },
	{ __LINE__, "../staff", false },
	{ __LINE__, "a b", false },
	{ __LINE__, "command=\"reboot\" ssh-ed25519 AAAA", false },
	{ __LINE__, "ssh-ed25519 AAAA\nssh-rsa AAAA", false },
	{ __LINE__, "ssh-ed25519 AAAA $(x)", false },
};

static const char text[] = "ssh-keys = all\n"
			   "group g { ssh-keys = {'ssh-rsa AAAA one', all, 'ssh-rsa BBBB two'} }\n"
			   "group h { }\n"
			   "node a { ssh-keys = 'ssh-rsa CCCC' }\n";

static void loads(void)
{
	struct arena a = { NULL };
	struct ssh_keys k;
	struct conf c;
	int fd = open("all", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	CHECK(fd >= 0 && write(fd, "ssh-rsa X", 9) == 9 && !close(fd));
	CHECK(!conf_parse(&c, &a, "x", text_of(text)) && !ssh_keys_load(&k, &a, &c, "."));
	CHECK(k.count == 3 && text_is(*ssh_keys_find(&k, &c.top), "ssh-rsa X\n"));
	CHECK(text_is(*ssh_keys_find(&k, &c.groups.item[0]),
		"ssh-rsa AAAA one\nssh-rsa X\nssh-rsa BBBB two\n"));
	CHECK(!ssh_keys_find(&k, &c.groups.item[1]) && !ssh_keys_find(&k, NULL));
	CHECK(text_is(*ssh_keys_find(&k, &c.nodes.item[0]), "ssh-rsa CCCC\n"));
	CHECK(ssh_keys_load(&k, &a, &c, "/nonexistent") == -E_DATA ||
		!strncmp(error_text(), "x:1: ssh-keys: ", 15));
	unlink("all");
	CHECK(ssh_keys_load(&k, &a, &c, ".") == -E_DATA);
	CHECK_TEXT(error_text(), "x:1: ssh-keys: there is no file ./all");
	arena_free(&a);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_AT(cases[i].line, !ssh_keys_check(cases[i].text) == cases[i].good);
	loads();
	return test_failed;
}
