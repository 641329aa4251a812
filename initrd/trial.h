// SPDX-License-Identifier: MIT
// A start on trial ends by itself.
#ifndef TRIAL_H
#define TRIAL_H

// Lets the machine start anew, that many seconds from now, unless /run/orion/ready is there by then: what comes after /init is
// watched as well. 0 is never; calls after the first are nothing.
void trial_watch(unsigned seconds);

#endif
