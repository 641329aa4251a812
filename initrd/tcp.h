// SPDX-License-Identifier: MIT
// Connections with a limit in time.
#ifndef TCP_H
#define TCP_H

struct addr;

// Connects within ms; returns a blocking socket, or -1 and errno.
int tcp_connect(const struct addr *a, unsigned port, int ms);

// Records that it failed by errno: E-SERVER-REFUSED or E-SERVER-UNREACHABLE; returns -1.
int tcp_fail(const struct addr *a, unsigned port, const char *service);

#endif
