// SPDX-License-Identifier: MIT
// What the compiler leaves to its own library: 128-bit division, population count, unwinding by backtrace.
#include <stdio.h>
#include <unwind.h>

static volatile unsigned long long seed = 1000003;

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *count)
{
	(void)context;
	++*(int *)count;
	return _URC_NO_REASON;
}

int main(void)
{
	__uint128_t big = (__uint128_t)seed << 70;
	int frames = 0;

	_Unwind_Backtrace(frame, &frames);
	printf("%llu %d %s\n", (unsigned long long)(big / seed >> 60), __builtin_popcountll(seed),
		frames > 0 ? "frames" : "no frames");
	return 0;
}
