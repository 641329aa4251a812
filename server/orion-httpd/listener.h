// SPDX-License-Identifier: MIT
// The socket that is listened on.
#ifndef LISTENER_H
#define LISTENER_H

#include <sys/socket.h>

#include "text.h"

enum { LISTENER_NAME = 64 };

// PORT, ADDRESS:PORT or [ADDRESS]:PORT, addresses as numbers. Only a port is any address of both families. The length of the
// address that it becomes, or -E_CALL and recorded.
int listener_parse(struct sockaddr_storage *ss, const char *text);

// Listens there: a descriptor, or negative and recorded. Any address becomes IPv4's where the kernel has no IPv6.
int listener_open(const char *text);

// The address and port that it has, as listener_parse takes them; "" when nobody knows.
void listener_name(char text[LISTENER_NAME], int fd);

#endif
