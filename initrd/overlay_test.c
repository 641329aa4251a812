// SPDX-License-Identifier: MIT
// The size of what may be written.
#include "overlay.h"
#include "test.h"

#define MB(n) ((uint64_t)(n) << 20)

static const struct {
	int line;
	unsigned percent;
	uint64_t memory, available, image, least, most;
} cases[] = {
	{ __LINE__, 50, MB(2048), MB(1900), 0, MB(1023), MB(1024) },
	{ __LINE__, 50, MB(2048), MB(1900), MB(48), MB(999), MB(1000) },
	{ __LINE__, 50, MB(96), MB(60), 0, MB(20), MB(20) },
	{ __LINE__, 50, MB(64), MB(30), 0, MB(8), MB(8) },
	{ __LINE__, 100, MB(512), MB(480), 0, MB(440), MB(440) },
	{ __LINE__, 1, MB(64), MB(60), MB(80), MB(8), MB(8) },
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t n = overlay_size(
			cases[i].percent, cases[i].memory, cases[i].available, cases[i].image);

		CHECK_AT(cases[i].line, n >= cases[i].least && n <= cases[i].most && !(n % 4096));
	}
	return test_failed;
}
