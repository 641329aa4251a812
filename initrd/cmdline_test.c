// SPDX-License-Identifier: MIT
// The command line: what is taken, what is refused.
#include "cmdline.h"
#include "error.h"
#include "test.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ROOT "orion.root=image:10.9.0.1:/run/orion/gen/node/x "
#define MANIFEST "orion.manifest=" DIGEST " "

static int parse(struct cmdline *c, const char *text)
{
	return cmdline_parse(c, text, strlen(text));
}

static void takes_all(void)
{
	struct cmdline c;

	CHECK(!parse(&c,
		"BOOT_IMAGE=x quiet console=ttyS0 " ROOT MANIFEST
		"orion.ip=10.9.0.7/24,10.9.0.1 BOOTIF=01-52-54-00-Ab-cd-ef orion.hostname=n7 "
		"orion.machine-id=00112233445566778899aabbccddeeff orion.overlay=64M "
		"orion.rescue=1 orion.console=login orion.carrier=90 orion.retry=5 "
		"orion.password=$6$x orion.repository-key=RWQx+/= orion.ssh-keys=boot/a.keys orion.persist=1.2.3.4:/x:a:/home orion.trial=300 orion.order=1.2.3.4,[f::1] orion.colour=red\n"));
	CHECK(c.root.form == ROOT_IMAGE && c.root.servers == 1);
	CHECK_TEXT(c.root.server[0].text, "10.9.0.1");
	CHECK_TEXT(c.root.path, "/run/orion/gen/node/x");
	CHECK_TEXT(c.manifest, DIGEST);
	CHECK_TEXT(c.ip.text, "10.9.0.7");
	CHECK(c.prefix == 24);
	CHECK_TEXT(c.gateway.text, "10.9.0.1");
	CHECK(c.has_bootif && !memcmp(c.bootif, "\x52\x54\0\xab\xcd\xef", 6));
	CHECK_TEXT(c.hostname, "n7");
	CHECK_TEXT(c.machine_id, "00112233445566778899aabbccddeeff");
	CHECK(c.overlay_percent == 0 && c.overlay_bytes == 64 << 20);
	CHECK(c.rescue && c.carrier == 90 && c.retry == 5 && c.trial == 300);
	CHECK_TEXT(c.console, "login");
	CHECK_TEXT(c.unknown, "orion.colour");
}

static void has_defaults(void)
{
	struct cmdline c;

	CHECK(!parse(&c, MANIFEST ROOT));
	CHECK(!c.ip.family && !c.has_bootif && !c.hostname[0] && !c.rescue && !c.unknown[0]);
	CHECK(c.overlay_percent == 50 && c.carrier == 60 && c.retry == 20 && !c.nfs42 && !c.trial);
	CHECK_TEXT(c.console, "none");
}

static void takes_forms(void)
{
	struct cmdline c;

	CHECK(!parse(&c, MANIFEST "orion.root=tree:[fd00::1],10.9.0.2:/run/t orion.nfs=4.2"));
	CHECK(c.root.form == ROOT_TREE && c.root.servers == 2 && c.nfs42);
	CHECK_TEXT(c.root.server[0].text, "fd00::1");
	CHECK_TEXT(c.root.server[1].text, "10.9.0.2");
	CHECK(!parse(&c, MANIFEST "orion.root=ram:http://10.9.0.1:8080/gen/node/x"));
	CHECK(c.root.form == ROOT_RAM && c.root.port == 8080);
	CHECK_TEXT(c.root.path, "/gen/node/x");
	CHECK(!parse(&c, MANIFEST "orion.root=ram:http://[fd00::1],[fd00::2]/gen"));
	CHECK(c.root.servers == 2 && c.root.port == 80);
	CHECK(!parse(&c, MANIFEST "orion.root=disk:LABEL=orion-data:/bundles/server/x.bundle"));
	CHECK(c.root.form == ROOT_DISK);
	CHECK_TEXT(c.root.label, "orion-data");
	CHECK_TEXT(c.root.path, "/bundles/server/x.bundle");
}

static void stops_and_quotes(void)
{
	struct cmdline c;

	CHECK(!parse(&c, ROOT "\"orion.hostname=a\" " MANIFEST "-- orion.hostname=b orion.ip=x"));
	CHECK_TEXT(c.hostname, "a");
	CHECK(!parse(&c,
		ROOT MANIFEST "dyndbg=\"file x +p orion.ip=bad\" "
		"BOOTIF=20-aa-bb-cc-dd-ee-ff"));
	CHECK(!c.has_bootif);
	CHECK(!parse(&c, ROOT MANIFEST "orion.ip=10.0.0.5/8,"));
	CHECK(!c.gateway.family);
	CHECK(!parse(&c, ROOT MANIFEST "orion.ip=10.0.0.5/255.255.252.0,10.0.0.1"));
	CHECK(c.prefix == 22);
}

// Each is refused as E-CMDLINE.
static const struct {
	int line;
	const char *text;
} bad[] = {
	{ __LINE__, "" },
	{ __LINE__, ROOT },
	{ __LINE__, MANIFEST },
	{ __LINE__, MANIFEST "orion.root=" },
	{ __LINE__, MANIFEST "orion.root=image" },
	{ __LINE__, MANIFEST "orion.root=image:" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.1" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.1:" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.1:relative" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.256:/x" },
	{ __LINE__, MANIFEST "orion.root=image:host.name:/x" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.1,:/x" },
	{ __LINE__, MANIFEST "orion.root=image:fd00::1:/x" },
	{ __LINE__, MANIFEST "orion.root=image:[10.9.0.1]:/x" },
	{ __LINE__, MANIFEST "orion.root=image:[fd00::1:/x" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.1:/x,soft" },
	{ __LINE__, MANIFEST "orion.root=image:10.9.0.1:/x/../y" },
	{ __LINE__,
		MANIFEST "orion.root=image:1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
		"1.1.1.1,1.1.1.1,1.1.1.1:/x" },
	{ __LINE__, MANIFEST "orion.root=ram:https://10.9.0.1/x" },
	{ __LINE__, MANIFEST "orion.root=ram:http://10.9.0.1:0/x" },
	{ __LINE__, MANIFEST "orion.root=ram:http://10.9.0.1" },
	{ __LINE__, MANIFEST "orion.root=disk:LABEL=:/x" },
	{ __LINE__, MANIFEST "orion.root=disk:LABEL=seventeen-letters:/x" },
	{ __LINE__, MANIFEST "orion.root=disk:UUID=1:/x" },
	{ __LINE__, ROOT "orion.manifest=0123" },
	{ __LINE__, ROOT "orion.manifest=" DIGEST "0" },
	{ __LINE__, ROOT MANIFEST "orion.ip=10.9.0.1" },
	{ __LINE__, ROOT MANIFEST "orion.ip=10.9.0.1/33" },
	{ __LINE__, ROOT MANIFEST "orion.ip=10.9.0.1/255.0.255.0" },
	{ __LINE__, ROOT MANIFEST "orion.ip=10.9.0.1/0.0.0.0" },
	{ __LINE__, ROOT MANIFEST "orion.ip=10.9.0.1/24,fd00::1" },
	{ __LINE__, ROOT MANIFEST "BOOTIF=01-52-54-00-ab-cd-eg" },
	{ __LINE__, ROOT MANIFEST "BOOTIF=01" },
	{ __LINE__, ROOT MANIFEST "orion.hostname=-x" },
	{ __LINE__, ROOT MANIFEST "orion.hostname=a;b" },
	{ __LINE__, ROOT MANIFEST "orion.machine-id=00112233445566778899AABBCCDDEEFF" },
	{ __LINE__, ROOT MANIFEST "orion.overlay=" },
	{ __LINE__, ROOT MANIFEST "orion.overlay=0" },
	{ __LINE__, ROOT MANIFEST "orion.overlay=101%" },
	{ __LINE__, ROOT MANIFEST "orion.overlay=5T" },
	{ __LINE__, ROOT MANIFEST "orion.overlay=99999999999G" },
	{ __LINE__, ROOT MANIFEST "orion.rescue=yes" },
	{ __LINE__, ROOT MANIFEST "orion.console=shell" },
	{ __LINE__, ROOT MANIFEST "orion.retry=0" },
	{ __LINE__, ROOT MANIFEST "orion.nfs=4" },
	{ __LINE__, ROOT MANIFEST "orion.trial=0" },
};

static void refuses(void)
{
	struct cmdline c;
	char huge[4000] = ROOT MANIFEST "orion.hostname=";

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		failure_clear();
		CHECK_AT(bad[i].line, parse(&c, bad[i].text) == -1);
		CHECK_AT(bad[i].line, !strcmp(failure()->code, "E-CMDLINE"));
	}
	memset(huge + strlen(huge), 'a', sizeof huge - strlen(huge) - 1);
	huge[sizeof huge - 1] = 0;
	CHECK(parse(&c, huge) == -1);
}

int main(void)
{
	takes_all();
	has_defaults();
	takes_forms();
	stops_and_quotes();
	refuses();
	return test_failed;
}
