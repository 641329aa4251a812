// SPDX-License-Identifier: MIT
// The kernel command line: what docs/boot-parameters.md describes.
#ifndef CMDLINE_H
#define CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define SERVERS_MAX 8

enum root_form { ROOT_NONE, ROOT_IMAGE, ROOT_TREE, ROOT_RAM, ROOT_DISK };

struct root_spec {
	enum root_form form;
	unsigned servers;
	struct addr server[SERVERS_MAX];
	unsigned port;		// of HTTP, for ram
	char label[17];		// of the file system, for disk
	char path[256];		// begins with '/'
};

struct cmdline {
	struct root_spec root;
	bool nfs42;			// tree by NFS 4.2
	char manifest[65];		// 64 hex digits, or empty
	struct addr ip, gateway;	// ip.family 0: from DHCP
	unsigned prefix;
	bool has_bootif;
	uint8_t bootif[6];
	char hostname[64], machine_id[33];
	unsigned overlay_percent;	// of the memory, or 0:
	uint64_t overlay_bytes;
	bool rescue;
	char console[8];		// open, login, none
	unsigned carrier, retry;	// seconds
	unsigned trial;			// seconds to be ready in, or 0
	char unknown[64];		// the first orion.* that means nothing to us
};

// Parses text (n bytes, hostile): 0, or -1 and the failure recorded.
int cmdline_parse(struct cmdline *c, const char *text, size_t n);

// Text of a form: "image", ...
const char *root_form_name(enum root_form form);

#endif
