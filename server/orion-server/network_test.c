// SPDX-License-Identifier: MIT
// Networks: what several need, what is up, and which one a node is of.
#include "network.h"

#include "arena.h"
#include "error.h"
#include "node.h"
#include "test.h"

#define LAN "network lan { interface = eth0 address = 10.9.0.1/24 }\n"
#define LAB "network lab { interface = eth1 address = 10.9.1.1/24 }\n"
#define UP \
	"interface=eth0\naddress=10.9.0.1\nprefix=24\ninterface=eth1\naddress=10.9.1.1\nprefix=24\n"
#define LAN1 "network lan { interface = eth0 address = 10.9.0.1/24\n"
#define FLOATING(address) "floating = " address " }\n"
#define MAC "mac = 52:54:00:0b:00:01 "

static const struct {
	int line;
	const char *text, *up, *want;	// want: how the message begins; NULL: all is well
} cases[] = {
	{ __LINE__, "", "interface=eth5\naddress=10.9.0.1\nprefix=24\n", NULL },
	{ __LINE__, "", "address=10.9.0.1\nprefix=24\n", NULL },
	{ __LINE__, "", "interface=eth0\naddress=10.9.0\nprefix=24\n", "`10.9.0` is no IPv4" },
	{ __LINE__, "", "interface=eth0\naddress=10.9.0.1\nprefix=31\n", "prefix" },
	{ __LINE__, "", "interface=eth0\naddress=10.9.0.1\n", "the network is not up" },
	{ __LINE__, LAN LAB, UP, NULL },
	{ __LINE__, LAN LAB "node a { " MAC "address = 10.9.1.9 }", UP, NULL },
	{ __LINE__, LAN LAB "node a { " MAC "network = lab }", UP, NULL },
	{ __LINE__, LAN LAB, "interface=eth0\naddress=10.9.0.1\nprefix=24\n",
		"the network lab is not up" },
	{ __LINE__, LAN "network lab { address = 10.9.1.1/24 }", UP,
		"x:2: network lab: with several networks each needs `interface" },
	{ __LINE__, LAN "network lab { interface = eth1 }", UP,
		"x:2: network lab: with several networks each needs `address" },
	{ __LINE__, LAN "network lab { interface = eth1 address = dhcp }", UP,
		"x:2: address: `dhcp` is possible for an only network" },
	{ __LINE__, LAN "network lan { interface = eth1 address = 10.9.1.1/24 }", UP,
		"x:2: two networks are named lan, here and in line 1" },
	{ __LINE__, LAN "network lab { interface = eth0 address = 10.9.1.1/24 }", UP,
		"x:2: two networks have the interface eth0, here and in line 1" },
	{ __LINE__, LAN "network lab { interface = eth1 address = 10.9.0.130/25 }", UP,
		"x:2: address: it is of the network in line 1" },
	{ __LINE__, LAN LAB "node a { " MAC "network = labs }", UP,
		"x:3: network: there is no network `labs`: is `lab` meant?" },
	{ __LINE__, LAN LAB "node a { " MAC "network = lan address = 10.9.1.9 }", UP,
		"x:3: address: it is of the network lab, not of lan" },
	{ __LINE__, LAN LAB "node a { " MAC "address = 10.9.2.9 }", UP,
		"x:3: 10.9.2.9 is not in the network 10.9.0.0/24" },
	{ __LINE__, LAN LAB "node a { " MAC "address = 10.9.1.1 }", UP,
		"x:3: address: it is this server's own" },
	{ __LINE__, LAN "peers = {10.9.0.9}\nnode a { " MAC "address = 10.9.0.9 }",
		"interface=eth0\naddress=10.9.0.1\nprefix=24\n",
		"x:3: two machines have the address 10.9.0.9, here and in line 2" },
	{ __LINE__, LAN1 FLOATING("10.9.0.5"), UP, NULL },
	{ __LINE__, LAN1 FLOATING("10.9.1.5"), UP,
		"x:2: floating: 10.9.1.5 is not in the network 10.9.0.0/24" },
	{ __LINE__, LAN1 FLOATING("10.9.0.255"), UP, "x:2: floating: 10.9.0.255 " },
	{ __LINE__, LAN1 FLOATING("10.9.0.1"), UP, "x:2: floating: it is this server's own" },
	{ __LINE__, LAN1 FLOATING("10.9.0.5") "node a { " MAC "address = 10.9.0.5 }", UP,
		"x:3: two machines have the address 10.9.0.5, here and in line 2" },
};

static int try(struct arena *a, const char *text, const char *up)
{
	struct networks n;
	struct nodes nodes;
	struct conf c;
	int rc = conf_parse(&c, a, "x", text_of(text));

	if (!rc)
		rc = networks_make(&n, a, &c);
	if (!rc)
		rc = nodes_make(&nodes, a, &c);
	if (!rc)
		rc = networks_check_names(&n, &c, &nodes);
	if (!rc)
		rc = networks_up(&n, a, text_of(up));
	return rc ? rc : networks_check_addresses(&n, a, &c, &nodes);
}

static void can_or_cannot(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = { NULL };
		const char *want = cases[i].want;
		int rc = try(&a, cases[i].text, cases[i].up);

		CHECK_AT(cases[i].line, rc == (want ? -E_DATA : 0));
		if (rc && (!want || strncmp(error_text(), want, strlen(want))))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, cases[i].line, error_text()),
				test_failed = 1;
		error_clear();
		arena_free(&a);
	}
}

static void finds(void)
{
	static const char text[] = LAN LAB "node a { " MAC "address = 10.9.1.9 }\n"
					   "node b { mac = 52:54:00:0b:00:02 network = lab }\n"
					   "node c { mac = 52:54:00:0b:00:03 }\n";
	struct arena a = { NULL };
	struct networks n;
	struct nodes nodes;
	struct conf c;

	CHECK(!conf_parse(&c, &a, "x", text_of(text)) && !networks_make(&n, &a, &c));
	CHECK(!nodes_make(&nodes, &a, &c) && !networks_up(&n, &a, TEXT(UP)));
	CHECK(networks_of(&n, &nodes.item[0]) == &n.item[1]);
	CHECK(networks_of(&n, &nodes.item[1]) == &n.item[1]);
	CHECK(networks_of(&n, &nodes.item[2]) == &n.item[0] && networks_of(&n, NULL) == n.item);
	CHECK(networks_find(&n, "lab") == &n.item[1] && !networks_find(&n, "x"));
	CHECK(networks_with(&n, 0x0a090007) == n.item && !networks_with(&n, 0x0a090207));
	arena_free(&a);
}

int main(void)
{
	can_or_cannot();
	finds();
	return test_failed;
}
