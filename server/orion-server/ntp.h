// SPDX-License-Identifier: MIT
// Asking for the time.
#ifndef NTP_H
#define NTP_H

#include <stdint.h>

struct ntp_reading;

// Asks a server (address in the host's order), again each second: 0, or -ETIMEDOUT and recorded when it tells no time.
int ntp_time(struct ntp_reading *r, uint32_t server);

#endif
