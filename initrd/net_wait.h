// SPDX-License-Identifier: MIT
// Waiting for interfaces and links, with what is said when the time is over.
#ifndef NET_WAIT_H
#define NET_WAIT_H

#include <stdbool.h>
#include <stdint.h>

struct boot;
struct netif;

// Lists the interfaces that may be used: the one BOOTIF names, or all.
unsigned net_wait_list(const struct boot *b, struct netif *list);

// Looks for drivers of late devices now and then; true when the deadline (ms) is over, with the
// failure recorded. n: interfaces that may be used.
bool net_wait_over(const struct boot *b, unsigned n, int64_t deadline);

#endif
