// SPDX-License-Identifier: MIT
// The nodes of a file: ranges, groups, and what can't be.
#include "node.h"

#include "arena.h"
#include "error.h"
#include "ipv4.h"
#include "test.h"

#define MAC "mac = 52:54:00:0b:00:01"
#define MAC2 "mac = 52:54:00:0b:00:02"
#define UUID "uuid = 4c4c4544-0051-3510-8057-b7c04f4b354a"

static const struct {
	int line;
	const char *text, *want;	// NULL: it can be
} cases[] = {
	{ __LINE__, "node a { " MAC " }\nnode a { " MAC2 " }",
		"2: two nodes are named a, here and in line 1" },
	{ __LINE__,
		"node 'a[1-2]' { mac = {52:54:00:0b:00:01, 52:54:00:0b:00:02} }\nnode a2 { " UUID
		    " }",
		"2: two nodes are named a2, here and in line 1" },
	{ __LINE__, "node a { " MAC " }\nnode b {\n " MAC " }",
		"3: two nodes have the mac 52:54:00:0b:00:01, here and in line 1" },
	{ __LINE__, "node a { " UUID " }\nnode b { " UUID " }", "2: two nodes have the uuid 4c4c" },
	{ __LINE__, "node a { " MAC " address = 10.9.0.7 }\nnode b { " MAC2 " address = 10.9.0.7 }",
		"2: two nodes have the address 10.9.0.7, here and in line 1" },
	{ __LINE__, "node a { }", "1: node a: by what is it known?" },
	{ __LINE__, "node a { " UUID " address = 10.9.0.7 }", "1: address: DHCP gives addresses" },
	{ __LINE__, "network x { unknown = ignore }\nnode a { " UUID " }",
		"2: node a: with `unknown = ignore`" },
	{ __LINE__, "node a { " UUID " loader = pxelinux }",
		"1: node a: with `loader = pxelinux`" },
	{ __LINE__, "loader = pxelinux\nnode a { " UUID " loader = ipxe }",
		"2: node a: with `loader = pxelinux`" },
	{ __LINE__, "loader = pxelinux\nnode a { " UUID " " MAC " }", NULL },
	{ __LINE__, "node 'a[1-3]' { " MAC " }", "1: mac: 1 for 3 names: as many are wanted" },
	{ __LINE__,
		"node 'a[1-2]' { mac = {52:54:00:0b:00:01, 52:54:00:0b:00:02}\n"
		    "address = 10.9.0.[1-3] }",
		"2: address: 3 for 2 names" },
	{ __LINE__, "node A { " MAC " }", "1: `A` is no host name" },
	{ __LINE__, "node -a { " MAC " }", "1: `-a` is no host name" },
	{ __LINE__, "node 'a,set:b' { " MAC " }", "1: `a,set:b` is no host name" },
	{ __LINE__, "node '../a' { " MAC " }", "1: `../a` is no host name" },
	{ __LINE__, "node 'a b' { " MAC " }", "1: `a b` is no host name" },
	{ __LINE__, "node '' { " MAC " }", "1: ``: a name has" },
	{ __LINE__, "node 'a[' { " MAC " }", "1: `a[`: numbers stand in one pair" },
	{ __LINE__, "node a { " MAC " address = '10.9.0.[300-301]' }", "1: address: 2 for 1" },
	{ __LINE__, "node a { " MAC " address = '10.9.0.[300]' }", "1: address: `10.9.0.300`" },
	{ __LINE__, "node a { " MAC " hostname = 'p[1-2]' }", "1: hostname: 2 for 1 names" },
	{ __LINE__, "node a { " MAC " hostname = 'p-[1],' }", "1: hostname: `p-1,` is no host" },
	{ __LINE__, "node a { " MAC " hostname = b }\nnode b { " MAC2 " }",
		"2: two nodes have the hostname b, here and in line 1" },
	{ __LINE__, "node a { " MAC " hostname = b }\nnode b { " MAC2 " hostname = a }", NULL },
	{ __LINE__, "node a { " MAC " group = old }", "1: group: there is no group `old`" },
	{ __LINE__, "group olde { }\nnode a { " MAC "\ngroup = old }",
		"3: group: there is no group `old`: is `olde` meant?" },
	{ __LINE__, "group a { }\ngroup a { }", "2: two groups are named a, here and in line 1" },
	{ __LINE__, "group a { group = b }\ngroup b { group = a }",
		"1: `a` takes from a group that takes from itself" },
	{ __LINE__, "group a { group = a }", "1: `a` takes from a group" },
	{ __LINE__, "group a {\nconsole = login }", "2: console: `login` needs a password" },
	{ __LINE__, "group a { console = login }\nnode n { " MAC " group = a password = '$6$x' }",
		"1: console: `login` needs a password" },
	{ __LINE__, "group a {\npersist = /home }", "2: persist: say from where, too" },
	{ __LINE__, "password = '$6$x'\ngroup a { console = login }", NULL },
	{ __LINE__, "node a { " MAC " }\nnode b { " MAC2 " }", NULL },
};

static void can_or_cannot(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = { NULL };
		struct conf c;
		struct nodes n;
		int rc = conf_parse(&c, &a, "x", text_of(cases[i].text));

		CHECK_AT(cases[i].line, !rc);
		if (!rc)
			rc = nodes_make(&n, &a, &c);
		CHECK_AT(cases[i].line, rc == (cases[i].want ? -E_DATA : 0));
		if (cases[i].want &&
			strncmp(error_text(), "x:", 2) |
				strncmp(error_text() + 2, cases[i].want, strlen(cases[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, cases[i].line, error_text()),
				test_failed = 1;
		arena_free(&a);
	}
}

static void inherits(void)
{
	static const char text[] =
		"root = tree\narguments = 'a'\n"
				   "group all { loader = pxelinux root = ram }\n"
				   "group lab { group = all arguments = 'b' }\n"
				   "node 'n[08-09]' { mac = {52:54:00:0b:00:08, 52:54:00:0b:00:09}\n"
				   " group = lab arguments = 'c' root = tree4 address = 10.9.0.[8-9] }\n"
				   "node x { " MAC " }";
	struct arena a = { NULL };
	struct settings s;
	struct conf c;
	struct nodes n;
	CHECK(!conf_parse(&c, &a, "x", text_of(text)) && !nodes_make(&n, &a, &c));
	CHECK(n.count == 3);
	CHECK_TEXT(n.item[1].name, "n09");
	CHECK_TEXT(n.item[1].mac, "52:54:00:0b:00:09");
	CHECK(n.item[1].address == 0x0a090009);
	CHECK_TEXT(n.item[1].settings->value[KEY_ROOT], "tree4");
	CHECK_TEXT(n.item[1].settings->value[KEY_LOADER], "pxelinux");
	CHECK_TEXT(n.item[1].settings->value[KEY_ARGUMENTS], "a b c");
	CHECK_TEXT(n.item[2].settings->value[KEY_ROOT], "tree");
	CHECK_TEXT(n.item[2].settings->value[KEY_CONSOLE], "none");
	CHECK(!settings_resolve(&s, &a, &c, NULL));
	CHECK_TEXT(s.value[KEY_ARGUMENTS], "a");
	arena_free(&a);
}

int main(void)
{
	can_or_cannot();
	inherits();
	return test_failed;
}
