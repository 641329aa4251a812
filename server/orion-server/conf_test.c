// SPDX-License-Identifier: MIT
// orion.conf: what is read of it, and each thing that can be wrong with line, key, and what would be right.
#include "conf.h"

#include "arena.h"
#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *want;	// want: how the message begins behind the path
} bad[] = {
	{ __LINE__, "adress = x", "1: there is no key `adress`: orion.conf(5) lists them" },
	{ __LINE__, "rot = tree", "1: there is no key `rot`: is `root` meant?" },
	{ __LINE__, "nodes a { }", "1: there is no key `nodes`: is `node` meant?" },
	{ __LINE__, "\n\nrange = 10.0.0.1-10.0.0.2", "3: `range` has no place here" },
	{ __LINE__,
		"peers = {1.0.0.1, 1.0.0.2, 1.0.0.3, 1.0.0.4, 1.0.0.5, 1.0.0.6, 1.0.0.7, 1.0.0.8}",
		"1: there can be 7 peers" },
	{ __LINE__, "node a {\n mac = 52:54:00:00:00:01\n adress = 10.0.0.1\n}",
		"3: there is no key `adress`: is `address` meant?" },
	{ __LINE__, "root = disk", "1: root: `disk` must be one of: image | tree | tree4 | ram" },
	{ __LINE__, "# x\nroot = ram\nroot = ram", "3: root is said in line 2 already" },
	{ __LINE__, "version = 2", "1: version: this file is of format 2, made for a newer" },
	{ __LINE__, "version = one", "1: version: version" },
	{ __LINE__, "network a {\n address = 10.9.0.1\n}",
		"2: address: `dhcp` or an address: `10.9.0.1` is no address with a prefix" },
	{ __LINE__, "network a {\n dhcp = ful\n}", "2: dhcp: `ful` must be one of: full | proxy" },
	{ __LINE__, "network a { lease = 119 }", "1: lease: seconds" },
	{ __LINE__, "network a { interface = ../x }", "1: interface: `../x` is not the name" },
	{ __LINE__, "node a { mac = 1 }", "1: mac: `1` is no MAC address" },
	{ __LINE__, "node a { address = 10.9.0.[1;2] }", "1: address: `10.9.0.[1;2]` is no range" },
	{ __LINE__, "node a { uuid = 1 }", "1: uuid: `1` is no UUID" },
	{ __LINE__, "generation = server@1", "1: generation: `server@1` is no generation" },
	{ __LINE__, "generation = node@x", "1: generation: `node@x`: number `x` is not a plain" },
	{ __LINE__, "dns = maybe", "1: dns: `maybe` must be one of: yes | no" },
	{ __LINE__, "hostname = a", "1: `hostname` has no place here" },
	{ __LINE__, "node a { hostname = A }", "1: hostname: `A` is no host name" },
	{ __LINE__, "node a { hostname = 'a[1;2]' }", "1: hostname: `a[1;2]` is no range" },
	{ __LINE__, "ssh-keys = '../secret'", "1: ssh-keys: `../secret` is no public key" },
	{ __LINE__, "ssh-keys = 'ssh-rsa AAAA $(x)'", "1: ssh-keys: " },
	{ __LINE__, "network a { ssh-keys = x }", "1: `ssh-keys` has no place here" },
	{ __LINE__, "persist = home", "1: persist: `home` is no path" },
	{ __LINE__, "persist = /", "1: persist: `/` is no path" },
	{ __LINE__, "persist = /a/../b", "1: persist: `/a/../b` is no path" },
	{ __LINE__, "persist = '/a b'", "1: persist: `/a b` is no path" },
	{ __LINE__, "persist = '/a,b'", "1: persist: `/a,b` is no path" },
	{ __LINE__, "persist = /usr/local", "1: persist: `/usr/local` is made at each boot" },
	{ __LINE__, "persist = {/1,/2,/3,/4,/5,/6,/7,/8,/9}", "1: there can be 8 paths" },
	{ __LINE__, "persist-server = 10.9.0.9", "1: persist-server: `10.9.0.9` is no NFS" },
	{ __LINE__, "persist-server = 'host:/x'", "1: persist-server: `host:/x` is no NFS" },
	{ __LINE__, "persist-shared = perhaps", "1: persist-shared: `perhaps` must be one" },
	{ __LINE__, "password = secret", "1: password: not a hash" },
	{ __LINE__, "password = '$6$a b'", "1: password: not a hash" },
	{ __LINE__, "arguments = 'a\nb'", "1: the text in quotes" },
	{ __LINE__, "arguments = 'a $b'", "1: arguments: " },
	{ __LINE__, "arguments = \"a;b\"", "1: arguments: " },
	{ __LINE__, "arguments = 'a|b'", "1: arguments: " },
	{ __LINE__, "node a { group = 'b,set:c' }", "1: group: `b,set:c` is no name" },
	{ __LINE__, "peers = { 10.9.0.2, 10.9.0 }", "1: peers: `10.9.0` is no IPv4 address" },
	{ __LINE__, "\nnode a {\n mac = {", "2: the brace that opens here is not closed" },
	{ __LINE__, "}", "1: unexpected closing brace" },
	{ __LINE__, "group 'a,set:b' { }", "1: group: `a,set:b` is no name" },
	{ __LINE__, "group '$(reboot)' { }", "1: group: `$(reboot)` is no name" },
	{ __LINE__, "network 'a/../b' { }", "1: network: `a/../b` is no name" },
	{ __LINE__, "node { }", "1: missing title for section 'node'" },
	{ __LINE__, "root tree", "1: missing equal sign after option 'root'" },
	{ __LINE__, "= tree", "1: unexpected token '='" },
	{ __LINE__, "\"\" = x", "1: this is no key, section or value" },
	{ __LINE__, "node a { \"\" = x }", "1: this is no key, section or value" },
	{ __LINE__, "root = \"tree", "1: the text in quotes has no end in its line" },
	{ __LINE__, "root = 'tree\n'", "1: the text in quotes has no end in its line" },
	{ __LINE__, "root = ${HOME}", "1: `${` has no meaning here" },
	{ __LINE__, "arguments = \"${HOME}\"", "1: `${` has no meaning here" },
	{ __LINE__, "arguments = \"a\\x0ab\"", "1: a backslash has no meaning here" },
	{ __LINE__, "# a // b\n// c", "2: a comment begins with #" },
	{ __LINE__, "/* c\n*/", "1: a comment begins with #" },
};

static void refuses(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = { NULL };
		struct conf c;

		CHECK_AT(bad[i].line, conf_parse(&c, &a, "x", text_of(bad[i].text)) == -E_DATA);
		if (strncmp(error_text() + 2, bad[i].want, strlen(bad[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
		arena_free(&a);
	}
}

// No key takes a character that means something to dnsmasq, iPXE, a shell, a kernel's command line or exports(5), wherever it may stand.
static void refuses_metacharacters(void)
{
	static const char wrong[] = "\t\r\x1b\"'`;|&<>#\\{}()*?!~^";
	static const char *const places[] = { "%s = %cx%cy%c", "network a {\n%s = %cx%cy%c\n}",
		"group a {\n%s = %cx%cy%c\n}", "node a {\n%s = %cx%cy%c\n}" };
	char text[200];

	for (enum conf_key k = 0; k < KEYS; k++)
		for (const char *w = wrong; *w; w++)
			for (size_t p = 0; p < 4; p++) {
				struct arena a = { NULL };
				char quote = *w == '"' ? '\'' : '"';
				struct conf c;

				snprintf(text, sizeof text, places[p], conf_key_name(k), quote, *w,
					quote);
				CHECK_AT((int)k, conf_parse(&c, &a, "x", text_of(text)) == -E_DATA);
				arena_free(&a);
			}
}

static const char good[] = "# of a school\n"
			   "version = 1\n"
			   "peers = {10.9.0.2, 10.9.0.3}\n"
			   "root = tree\n"
			   "network lab {\n"
			   "	address = 10.9.0.1/24\n"
			   "}\n"
			   "group old { loader = pxelinux }\n"
			   "node 'n[1-2]' {\n"
			   "	mac = {52:54:00:0B:00:01, 52-54-00-0b-00-02}\n"
			   "	group = old\n"
			   "}\n"
			   "node n3 { mac = 52:54:00:0b:00:03 arguments = 'a=b c' }\n"
			   "node n3 { uuid = 4c4c4544-0051-3510-8057-b7c04f4b354a }";

static void reads(void)
{
	struct arena a = { NULL };
	struct conf c;

	CHECK(!conf_parse(&c, &a, "x", text_of(good)));
	CHECK(c.top.key[KEY_PEERS].count == 2 && c.top.key[KEY_PEERS].item[1].line == 3);
	CHECK_TEXT(conf_get(&c.top, KEY_ROOT), "tree");
	CHECK(c.networks.count == 1);
	CHECK_TEXT(c.networks.item->title, "lab");
	CHECK(c.networks.item->line == 5);
	CHECK_TEXT(conf_get(c.networks.item, KEY_NETWORK_ADDRESS), "10.9.0.1/24");
	CHECK_TEXT(conf_or(c.networks.item, KEY_DHCP, "full"), "full");
	CHECK(!conf_get(c.networks.item, KEY_DHCP));
	CHECK(c.groups.count == 1 && c.nodes.count == 3);
	CHECK_TEXT(c.nodes.item[0].title, "n[1-2]");
	CHECK(c.nodes.item[0].line == 9 && c.nodes.item[2].line == 14);
	CHECK(c.nodes.item[0].key[KEY_MAC].count == 2);
	CHECK_TEXT(c.nodes.item[0].key[KEY_MAC].item[0].s, "52:54:00:0b:00:01");
	CHECK(c.nodes.item[0].key[KEY_MAC].item[1].line == 10);
	CHECK_TEXT(conf_get(&c.nodes.item[1], KEY_ARGUMENTS), "a=b c");
	CHECK(!conf_parse(&c, &a, "x", TEXT("")) && !c.networks.count && !c.nodes.count);
	CHECK(conf_parse(&c, &a, "x", (struct text){ "a\0b", 3 }) == -E_DATA);
	arena_free(&a);
}

static void loads(void)
{
	static const char *const missing[] = { "/nonexistent/orion.conf", NULL };
	static const char *const is_directory[] = { "/nonexistent/orion.conf", "/", NULL };
	struct arena a = { NULL };
	struct conf c;

	static const char *const without_size[] = { "/proc/self/comm", NULL };	// "conf_test"

	CHECK(!conf_load(&c, &a, missing) && !c.nodes.count);
	CHECK(conf_load(&c, &a, without_size) == -E_DATA);
	CHECK(conf_load(&c, &a, is_directory) < 0);
	arena_free(&a);
}

int main(void)
{
	refuses();
	refuses_metacharacters();
	reads();
	loads();
	return test_failed;
}
