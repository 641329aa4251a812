// SPDX-License-Identifier: MIT
// What dlopen.c opens: has a constructor, a thread-local variable and a function.
int plugin_answer(void);

static int ready;
static _Thread_local int base = 40;

__attribute__((constructor)) static void begin(void)
{
	ready = 2;
}

int plugin_answer(void)
{
	return base++ + ready;
}
