// SPDX-License-Identifier: MIT
// All that what is served is derived from: orion.conf, the channel and generations of nodes, the bundles that are mounted, the network
// as it is, the templates of boot scripts. Read once; nothing else is looked at. Not to be copied: it has pointers into itself.
#ifndef SITE_H
#define SITE_H

#include <stdbool.h>

#include "base_text.h"
#include "channel.h"
#include "conf.h"
#include "network.h"
#include "node.h"
#include "pins.h"
#include "servers.h"
#include "ssh_keys.h"

struct arena;

#define SITE_ROLE "node"	// what nodes boot
#define SITE_SERVER "server"	// what servers boot, this one too
#define SITE_ADDRESS "10.9.0.1/24"	// ours, where orion.conf says none
#define SITE_RUN "/run/orion"
#define SITE_LIB "/usr/lib/orion"
// Where nodes mount bundles and trees from: the same on every server, since a node goes from one to another.
#define SITE_GEN "/run/orion/gen"
#define SITE_TREE "/run/orion/tree"

enum { SITE_ROLES = 2 };
extern const char *const site_roles[SITE_ROLES];

struct paths {
	const char *conf;	// NULL: of the machine (QEMU's fw_cfg), else of the base
	const char *base, *run, *lib;
	const char *exports;	// root of NFSv4's tree; "": with what the machine exports
};

struct bundle {
	struct text role, digest;
};

struct site {
	const struct paths *paths;
	struct conf conf;
	struct nodes nodes;
	struct settings unknown;	// of who isn't in the file

	struct servers servers;
	struct networks networks;

	struct bundle *bundle;	// that are mounted
	size_t bundles;
	struct channels channels;
	struct generation *generation;	// of nodes, by number
	size_t generations;
	struct generation *server_generation;	// of servers
	size_t server_generations;
	struct pins pins;
	struct ssh_keys ssh_keys;
	struct text repository_key;	// empty: there is none

	struct text boot_ipxe, local_ipxe, pxelinux;	// templates
};

// Reads orion.conf and makes the nodes of it.
int site_conf(struct site *s, struct arena *a, const struct paths *p);

// The same, the generations and the pins, as far as there are any: what lists of orion.conf tell besides.
int site_history(struct site *s, struct arena *a, const struct paths *p);

// The same, and the channels and generations, wherever their bundles are.
int site_names(struct site *s, struct arena *a, const struct paths *p);

// The same, and the bundles that are mounted.
int site_bundles(struct site *s, struct arena *a, const struct paths *p);

// The same; those of the channels must be among them.
int site_channels(struct site *s, struct arena *a, const struct paths *p);

// Of all this only the channels and the bundles that are mounted: what files of channels are made of. orion.conf isn't read.
int site_served(struct site *s, struct arena *a, const struct paths *p);

// All of it. 0, or negative and recorded, with a code (E-CONFIG...) that docs/troubleshooting.md explains.
int site_load(struct site *s, struct arena *a, const struct paths *p);

// To what site_conf made, all the rest of it: the same.
int site_add(struct site *s, struct arena *a, const struct paths *p);

// Is the generation here?
bool site_has(const struct site *s, const struct digest *d);

#endif
