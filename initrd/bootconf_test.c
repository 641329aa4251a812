// SPDX-License-Identifier: MIT
// boot.conf is safe to source from sh.
#include "bootconf.h"
#include "test.h"

int main(void)
{
	char text[64] = "";

	bootconf_line(text, sizeof text, "node", "%s", "n7.example");
	bootconf_line(text, sizeof text, "domain", "%s", "$(reboot)");
	bootconf_line(text, sizeof text, "dns", "%s", "10.0.0.1,fd00::1");
	CHECK_TEXT(text, "node=n7.example\ndomain=\ndns=10.0.0.1,fd00::1\n");
	bootconf_line(text, sizeof text, "long", "%s", "0123456789012345678901234567890123456789");
	CHECK_TEXT(text, "node=n7.example\ndomain=\ndns=10.0.0.1,fd00::1\n");
	return test_failed;
}
