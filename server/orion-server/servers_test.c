// SPDX-License-Identifier: MIT
// Servers: what orion.conf may say of them, and whom a machine takes first.
#include "servers.h"

#include <stdio.h>
#include <sys/stat.h>

#include "arena.h"
#include "error.h"
#include "test.h"

#define LAN "network lan { interface = eth0 address = 10.9.0.9/24 }\n"
#define LAB "network lab { interface = eth1 address = 10.9.1.9/24 }\n"
#define ALPHA "server alpha { address = 10.9.0.1/24 interface = eth4 }\n"
#define BETA "server beta { address = 10.9.0.2/24 }\n"

static const struct {
	int line;
	const char *name, *text, *want;	// want: how the message begins; NULL: all is well
} cases[] = {
	{ __LINE__, NULL, LAN, NULL },
	{ __LINE__, "alpha", LAN ALPHA BETA, NULL },
	{ __LINE__, "beta", LAN ALPHA BETA, NULL },
	{ __LINE__, NULL, LAN ALPHA BETA,
		"x:2: which of its servers is this machine? b/server-name" },
	{ __LINE__, "gamma", LAN ALPHA BETA, "x:2: this machine is `gamma`, says b/server-name" },
	{ __LINE__, "alpha", ALPHA, "x:1: servers need a `network`, too" },
	{ __LINE__, "alpha", LAN LAB ALPHA,
		"x:3: server alpha: it needs an address for each `network`, in their order: 2, not 1" },
	{ __LINE__, "alpha", LAN "server alpha { }", "x:2: server alpha: it needs an address" },
	{ __LINE__, "alpha", LAN "server alpha { address = 10.9.0.1/24 interface = {a, b} }",
		"x:2: server alpha: it needs an interface for each" },
	{ __LINE__, "alpha", LAN ALPHA "server beta { address = 10.9.0.2/25 }",
		"x:3: address: 10.9.0.2/25 is not in the network of server alpha's 10.9.0.1/24, in line 2" },
	{ __LINE__, "alpha", LAN ALPHA "server alpha { address = 10.9.0.2/24 }",
		"x:3: two servers are named alpha, here and in line 2" },
	{ __LINE__, "alpha", LAN ALPHA "server beta { address = 10.9.0.1/24 }",
		"x:3: two servers have the address 10.9.0.1/24, here and in line 2" },
	{ __LINE__, "alpha", LAN "server al_pha { address = 10.9.0.1/24 }", "x:2: server" },
	{ __LINE__, "alpha", LAN "server alpha { address = dhcp }", "x:2: address: " },
	{ __LINE__, "alpha",
		LAN ALPHA
		"peers = {1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4, 1.1.1.5, 1.1.1.6, 1.1.1.7}\n" BETA,
		"x:4: there can be 8 servers, `peers` among them" },
};

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fputs(text, f) >= 0);
	if (f)
		fclose(f);
}

static int load(
	struct servers *s, struct conf *c, struct arena *a, const char *name, const char *text)
{
	int rc = conf_parse(c, a, "x", text_of(text));

	remove("b/" SERVERS_NAME);
	if (name)
		write_file("b/" SERVERS_NAME, name);
	return rc ? rc : servers_load(s, a, c, "b");
}

static void try_cases(struct arena *a)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct servers s;
		struct conf c;
		int rc = load(&s, &c, a, cases[i].name, cases[i].text);

		CHECK_AT(cases[i].line, !rc == !cases[i].want);
		if (rc && cases[i].want &&
			strncmp(error_text(), cases[i].want, strlen(cases[i].want)) != 0) {
			fprintf(stderr, "line %d: %s\n", cases[i].line, error_text());
			CHECK_AT(cases[i].line, false);
		}
		error_clear();
	}
}

// The networks get what is the own server's.
static void try_own(struct arena *a)
{
	struct servers s;
	struct conf c;

	CHECK(!load(&s, &c, a, "alpha\n", LAN ALPHA BETA) && s.self == 0 && s.count == 2);
	CHECK_TEXT(conf_get(c.networks.item, KEY_NETWORK_ADDRESS), "10.9.0.1/24");
	CHECK_TEXT(conf_get(c.networks.item, KEY_INTERFACE), "eth4");
	CHECK(!load(&s, &c, a, "beta\n", LAN ALPHA BETA) && s.self == 1);
	CHECK_TEXT(conf_get(c.networks.item, KEY_NETWORK_ADDRESS), "10.9.0.2/24");
	CHECK(c.networks.item->key[KEY_NETWORK_ADDRESS].item->line == 3);
	CHECK_TEXT(conf_get(c.networks.item, KEY_INTERFACE), "eth0");
	CHECK(servers_address(&s.item[0], 0) == 0x0a090001);
	CHECK(servers_is_other(&s, 0x0a090001) && !servers_is_other(&s, 0x0a090002));
	CHECK(servers_find(&s, "beta") == &s.item[1] && !servers_find(&s, "gamma"));
}

// Each takes half; who is drained is last for all; a third takes from both and leaves the order of the others.
static void try_order(struct arena *a)
{
	struct servers s, three;
	struct conf c, d;
	size_t order[CONF_SERVERS], more[CONF_SERVERS], first = 0, moved = 0, own = 0;
	char mac[24];

	CHECK(!load(&s, &c, a, "beta\n", LAN ALPHA BETA));
	CHECK(!load(&three, &d, a, "beta\n", LAN ALPHA BETA "server c { address = 10.9.0.3/24 }"));
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(mac, sizeof mac, "52:54:00:0b:%02x:%02x", i / 256, i % 256);
		servers_order(&s, mac, true, order);
		CHECK(order[0] + order[1] == 1);
		first += order[0];
		servers_order(&three, mac, true, more);
		moved += more[0] == 2;
		CHECK(more[0] == 2 || more[0] == order[0]);
	}
	CHECK(first > 400 && first < 600);
	CHECK(moved > 270 && moved < 400);
	servers_order(&three, NULL, true, order);
	CHECK(order[0] == 1 && order[1] == 0 && order[2] == 2);
	write_file("b/" SERVERS_DRAINED, "beta\n");
	CHECK(!load(&three, &d, a, "beta\n", LAN ALPHA BETA "server c { address = 10.9.0.3/24 }"));
	servers_order(&three, NULL, true, order);
	CHECK(order[2] == 1);
	for (unsigned i = 0; i < 20; i++) {
		snprintf(mac, sizeof mac, "%u", i);
		servers_order(&three, mac, true, order);
		CHECK(order[2] == 1);
		servers_order(&three, mac, false, more);
		CHECK(more[0] == 1 || more[0] == order[0]);
		own += more[0] == 1;
	}
	CHECK(own > 0 && own < 20);
}

int main(void)
{
	struct arena a = { NULL };

	mkdir("b", 0755);
	remove("b/" SERVERS_DRAINED);
	try_cases(&a);
	try_own(&a);
	try_order(&a);
	arena_free(&a);
	return test_failed;
}
