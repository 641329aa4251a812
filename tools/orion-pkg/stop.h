// SPDX-License-Identifier: MIT
// SIGINT, SIGTERM and SIGHUP ask a run to stop, where it can be undone.
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

// From now on these signals don't end the program. What waits for input or a lock should not be after this.
void stop_catch(void);

// True when one came.
bool stop_asked(void);

#endif
