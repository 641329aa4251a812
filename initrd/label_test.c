// SPDX-License-Identifier: MIT
// Labels of ext4.
#include "label.h"
#include "test.h"

int main(void)
{
	unsigned char super[1024] = { 0 };

	CHECK(!label_is(super, "orion-data"));
	super[0x38] = 0x53;
	super[0x39] = 0xef;
	memcpy(super + 0x78, "orion-data", 10);
	CHECK(label_is(super, "orion-data"));
	CHECK(!label_is(super, "orion-dat"));
	CHECK(!label_is(super, "orion-data2"));
	memset(super + 0x78, 'x', 17);
	CHECK(label_is(super, "xxxxxxxxxxxxxxxx"));
	CHECK(!label_is(super, "xxxxxxxxxxxxxxxxx"));
	return test_failed;
}
