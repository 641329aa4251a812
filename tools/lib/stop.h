// SPDX-License-Identifier: MIT
// SIGINT, SIGTERM and SIGHUP ask a run to stop, where it can be undone.
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

// Until stop_catch, tidy is called before one of them ends the program. It does what a signal's handler may do.
void stop_tidily(void (*tidy)(void));

// From now on these signals don't end the program. What waits for input or a lock should not be after this.
void stop_catch(void);

// True when one came.
bool stop_asked(void);

#endif
