// SPDX-License-Identifier: MIT
// By what a machine is known before it runs anything: the address of its NIC, or the UUID of its firmware.
#ifndef HARDWARE_H
#define HARDWARE_H

#include <stdint.h>

#include "text.h"

enum { MAC_TEXT = 18, UUID_TEXT = 37 };	// bytes of a spelling, with its 0

// As iPXE writes them: lower case, a MAC with colons. Given may be upper case, a MAC with hyphens. 0, or -E_DATA and recorded.
int mac_parse(char mac[MAC_TEXT], struct text t);
int uuid_parse(char uuid[UUID_TEXT], struct text t);

// With hyphens, as in the names of files that loaders ask for.
void mac_hyphens(char s[MAC_TEXT], const char *mac);

// The bytes of one that was parsed.
void mac_bytes(uint8_t bytes[6], const char *mac);

#endif
