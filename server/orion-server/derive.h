// SPDX-License-Identifier: MIT
// What is served, as text: pure functions of a site. Errors stay in the buffer unless a result says otherwise.
#ifndef DERIVE_H
#define DERIVE_H

struct arena;
struct buffer;
struct network;
struct node;
struct site;
struct state;
struct text;

// All files of it, sorted. 0, or negative and recorded.
int derive(struct state *all, struct arena *a, const struct site *s);

// Of those the files of channels, which name the generations: what nodes load whose boot scripts name a channel. Looks at what site_served
// reads.
int derive_channels(struct state *all, struct arena *a, const struct site *s);

// dnsmasq.conf: DHCP and TFTP. -E_DATA when the range is none of the network.
int derive_dnsmasq(struct buffer *b, const struct site *s);

// keepalived.conf(5): nothing where no network has a floating address, and on a server that is drained.
void derive_keepalived(struct buffer *b, const struct site *s);

// exports(5), the mounted bundles.
void derive_exports(struct buffer *b, const struct site *s);

// hosts(5): the server and the nodes whose addresses are known.
void derive_hosts(struct buffer *b, const struct site *s);

// The path below http/ of what is a node's own, or of those that aren't known, without the suffix: boot/MAC, boot/UUID, boot, boot-NETWORK.
void derive_name(struct buffer *b, const struct network *network, const struct node *node);

// The script that has the generation of the channel, and the one before: iPXE takes them from it.
void derive_channel(struct buffer *b, const struct site *s, const char *name);

// A template with the values for a node, or (node is NULL) for one of that network that isn't known. -E_DATA when its generation isn't
// here.
int derive_boot(struct buffer *b, const struct site *s, const struct network *network,
	const struct node *node, struct text form);

#endif
