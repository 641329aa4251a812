// SPDX-License-Identifier: MIT
// Being asked to stop.
#include "stop.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static void (*before_end)(void);
static volatile sig_atomic_t asked;

static void remember(int signal)
{
	(void)signal;
	asked = 1;
}

// The signal ends the program as soon as this returns.
static void end(int signal)
{
	before_end();
	raise(signal);
}

// One that the caller of the program wants ignored stays so.
void stop_tidily(void (*tidy)(void))
{
	struct sigaction action = { .sa_handler = end, .sa_flags = SA_RESETHAND }, old;

	before_end = tidy;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (!sigaction(signals[i], NULL, &old) && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
}

void stop_catch(void)
{
	struct sigaction action = { .sa_handler = remember, .sa_flags = SA_RESTART };

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &action, NULL);
}

bool stop_asked(void)
{
	return asked;
}
