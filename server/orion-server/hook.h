// SPDX-License-Identifier: MIT
// What a machine does in its own way: scripts in server/ of the library's directory.
#ifndef HOOK_H
#define HOOK_H

struct arena;
struct text;

// ORION_BASE, ORION_STATE, ORION_LIB and ORION_EXPORTS tell them where the command finds things.
// Runs it with an argument (or NULL); what it says goes to standard error. 0, -ENOENT and nothing recorded when there is none, else
// negative and recorded.
int hook_run(struct arena *a, const char *name, const char *argument);

// The same without an argument; what it writes to its standard output, 1 MiB at most, is *said.
int hook_read(struct arena *a, const char *name, struct text *said);

#endif
