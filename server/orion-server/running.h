// SPDX-License-Identifier: MIT
// The node table: what each machine said last of what it runs. The file `nodes` of the base, which orion-policyd keeps:
// MAC or UUID, NAME, ADDRESS, ROLE, DIGEST, TIME (seconds since 1970), `running` or `gone`, and, as far as they are known, SINCE, when it was first said
// of this boot (0 where only the next is known), and the address of the SERVER that its root is on; with tabs between, sorted by machine and address. Nobody proves what he says: every field was checked by its form, and is
// no more than that. So what is said from one address takes nothing away of what was said from another. docs/orion-base.5.scd.
#ifndef RUNNING_H
#define RUNNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "text.h"

struct arena;
struct buffer;

#define RUNNING_FILE "nodes"	// in a base

enum {
	RUNNING_LEASE = 14 * 24 *
		3600, // seconds after which a machine that said nothing more, no goodbye either, counts as off
	RUNNING_MOST = 16384, // rows
	RUNNING_LENGTH = 8 << 20, // bytes of the file
};

struct running {
	const char *machine; // as mac_parse or uuid_parse spell it
	const char *name; // what it calls itself: a host name
	const char *address; // where that came from
	const char *role;
	struct digest digest;
	uint64_t seconds; // when it said so, by the server's clock
	uint64_t since; // when it first said it; 0: nobody knows
	const char *server; // whose address its root is on; NULL: nobody knows, or in memory
	bool gone; // it said goodbye
};

struct running_table {
	struct running *item;
	size_t count;
};

// 0, or -E_DATA with the line and what is wrong with it recorded. What it takes, the writer spells again.
int running_parse(struct running_table *t, struct arena *a, struct text text);
void running_write(struct buffer *b, const struct running_table *t);

// That of a base; empty where there is none.
int running_load(struct running_table *t, struct arena *a, const char *base);

// Who reads the table to write it holds this meanwhile. It is none of the base's lock, which a command may have for minutes. A descriptor to be closed.
int running_lock(const char *base);

// Does it run that, as far as that row says?
bool running_counts(const struct running *r, uint64_t now);

// The row of what the machine said from that address, or NULL.
struct running *running_find(
	const struct running_table *t, const char *machine, const char *address);

// What the machine said last, wherever it was, or NULL.
const struct running *running_newest(const struct running_table *t, const char *machine);

// Does the machine of that row run something, as far as anybody knows? True of one row a machine.
bool running_is_on(const struct running_table *t, size_t row, uint64_t now);

// Does a machine run that generation by that row? Of rows of one machine that say the same, true of the first.
bool running_runs(const struct running_table *t, size_t row, const char *role,
	const struct digest *d, uint64_t now);

// The newest row of a node of orion.conf: by its MAC (may be NULL), else its UUID (may be NULL), else what it calls itself.
const struct running *running_of_node(
	const struct running_table *t, const char *mac, const char *uuid, const char *name);

// Puts a row into the table, in place of what the machine said from that address, and of what it said elsewhere as far as that doesn't count
// any more. Its texts must last as long as the table. -E_NO and recorded when there is no room; rows that don't count any more make some.
int running_set(struct running_table *t, struct arena *a, const struct running *r, uint64_t now);

// 0 when the row is one that a table may have, else -E_DATA and recorded.
int running_check(const struct running *r);

#endif
