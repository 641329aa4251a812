// SPDX-License-Identifier: MIT
// How `status` and `move` speak to the agent that runs: a datagram there and one back, by a socket without a path.
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <stddef.h>

enum { CONTROL_REQUEST = 64, CONTROL_ANSWER = 4096 };

// The agent's socket; -EADDRINUSE when one runs already. A descriptor, or negative and recorded.
int control_listen(void);

// Takes a request and answers it: what answer writes, at most room bytes, is sent to who asked. root: he is.
typedef size_t control_answer(void *arg, const char *request, bool root, char *to, size_t room);
void control_serve(int fd, control_answer *answer, void *arg);

// Asks the agent; its answer, ended by a 0. 0, -E_NO when none runs, else negative; recorded.
int control_ask(const char *request, char answer[CONTROL_ANSWER + 1]);

#endif
