// SPDX-License-Identifier: MIT
// Is there the time for nodes?
#ifndef DOCTOR_TIME_H
#define DOCTOR_TIME_H

struct report;
struct site;

// Asks for it in each network. Nodes boot without.
void doctor_time(struct report *r, const struct site *s);

#endif
