// SPDX-License-Identifier: MIT
// Boot scripts: what a node would load.
#include "script.h"

#include "error.h"
#include "test.h"

#define D "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "#!ipxe\nset base http://10.9.0.1/gen/node\nset digest " D "\n"

static const struct {
	int line;
	const char *text, *form, *root;	// form NULL: refused
	uint32_t server;
} cases[] = {
	{ __LINE__,
		HEAD
		"set digest " D
		"\nimgargs vmlinuz quiet orion.root=image:10.9.0.1,10.9.0.2:/run/orion/gen/node/${digest} x=y\n",
		"image", "/run/orion/gen/node/", 0x0a090001 },
	{ __LINE__, HEAD "imgargs vmlinuz orion.root=tree:10.9.0.3:/t/${digest}\n", "tree", "/t/",
		0x0a090003 },
	{ __LINE__, HEAD "imgargs vmlinuz orion.root=ram:http://10.9.0.1/gen/node/${digest}\n",
		"ram", "http://10.9.0.1/gen/node/", 0 },
	{ __LINE__, "#!ipxe\nsanboot --drive 0x80 ||\nexit\n", "", "", 0 },
	{ __LINE__, HEAD "imgargs vmlinuz orion.root=image:10.9.0.1\n", NULL, NULL, 0 },
	{ __LINE__, HEAD "imgargs vmlinuz orion.root=image:server:/x/${digest}\n", NULL, NULL, 0 },
	{ __LINE__, HEAD "imgargs vmlinuz orion.root=${digest}\n", NULL, NULL, 0 },
	{ __LINE__, HEAD "imgargs vmlinuz quiet\n", NULL, NULL, 0 },
	{ __LINE__, "#!ipxe\nset base x\nset digest 12\nimgargs a orion.root=ram:x${digest}\n",
		NULL, NULL, 0 },
	{ __LINE__, "<html>\n", NULL, NULL, 0 },
	{ __LINE__, HEAD "\x1b[2J\n", NULL, NULL, 0 },
	{ __LINE__, "", NULL, NULL, 0 },
};

// The generation of a node that follows a channel is in the channel's file.
static void channel(void)
{
	static const char follows[] =
		"#!ipxe\nset base x\nchain --autofree http://10.9.0.1/channel/stable.ipxe || goto failed\n"
		"imgargs vmlinuz orion.root=tree:10.9.0.3:/t/${digest}\n";
	struct script s;

	CHECK(!script_parse(&s, text_of(follows)) && !s.digest.s);
	CHECK(text_is(s.channel, "http://10.9.0.1/channel/stable.ipxe"));
	CHECK(script_parse_channel(&s, TEXT("#!ipxe\nset digest 12\n")) == -E_DATA);
	CHECK(script_parse_channel(&s, TEXT("set digest " D "\n")) == -E_DATA);
	CHECK(!script_parse_channel(&s, TEXT("#!ipxe\n# of\nset digest " D "\nset previous x\n")));
	CHECK(text_is(s.digest, D) && text_is(s.root, "/t/"));
}

int main(void)
{
	channel();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct script s;
		int rc = script_parse(&s, text_of(cases[i].text));

		CHECK_AT(cases[i].line, !rc == !!cases[i].form);
		if (rc)
			continue;
		CHECK_AT(cases[i].line, s.local == !*cases[i].form);
		CHECK_AT(cases[i].line, s.server == cases[i].server);
		if (s.local)
			continue;
		CHECK_AT(cases[i].line,
			text_is(s.form, cases[i].form) && text_is(s.root, cases[i].root));
		CHECK_AT(cases[i].line,
			text_is(s.digest, D) && text_is(s.base, "http://10.9.0.1/gen/node"));
	}
	return test_failed;
}
