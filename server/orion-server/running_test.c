// SPDX-License-Identifier: MIT
// The node table: lines that are one, lines that aren't; who counts, who is found, what a full one does.
#include "running.h"

#include <stdio.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define D "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MAC "52:54:00:0b:00:01"
#define HERE "10.9.0.2"
#define THERE "10.9.0.3"
#define UUID "4c4c4544-0051-3510-8057-b7c04f4b354a"
#define LINE(machine) machine "\tn1\t10.9.0.2\tnode\t" D "\t1700000000\trunning\n"

static const struct {
	int line;
	const char *text, *wrong; // NULL: it is a table
} tables[] = {
	// clang-format off
	{ __LINE__, "", NULL },
	{ __LINE__, LINE(MAC), NULL },
	{ __LINE__, LINE(UUID) LINE(MAC), NULL },
	{ __LINE__, MAC "\tn1\tfd6f::2\tnode\t" D "\t0\tgone\n", NULL },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t4\n", NULL },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t0\n", "since" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t4\t10.9.0.1\n", NULL },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t0\tfd6f::1\n", NULL },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t4\t\n", "server: `` is no address" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t4\tbeta\n", "server: `beta` is no address" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t\t10.9.0.1\n", "since" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t5\trunning\t4\t10.9.0.1\t\n", "line 1: a line is MAC or UUID" },
	{ __LINE__, LINE(MAC) LINE(UUID), "line 2: " UUID " is not in its place" },
	{ __LINE__, LINE(MAC) LINE(MAC), "line 2: " MAC " is not in its place" },
	{ __LINE__, LINE(MAC) MAC "\tn1\t" THERE "\tnode\t" D "\t1\tgone\n", NULL },
	{ __LINE__, MAC "\tn1\t" THERE "\tnode\t" D "\t1\tgone\n" LINE(MAC), "line 2: " MAC " is not in its place" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t1\trunning", "the last line has no end" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t1\n", "line 1: a line is MAC or UUID" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t1\trunning\t\n", "since" },
	{ __LINE__, LINE("52:54:00:0B:00:01"), "is neither a MAC nor a UUID" },
	{ __LINE__, LINE("52-54-00-0b-00-01"), "is neither a MAC nor a UUID" },
	{ __LINE__, LINE("01:00:5e:00:00:01"), "is neither a MAC nor a UUID" },
	{ __LINE__, LINE(""), "is neither a MAC nor a UUID" },
	{ __LINE__, MAC "\t../x\t10.9.0.2\tnode\t" D "\t1\trunning\n", "is no host name" },
	{ __LINE__, MAC "\t\t10.9.0.2\tnode\t" D "\t1\trunning\n", "host name" },
	{ __LINE__, MAC "\tn1\t10.9.0.02\tnode\t" D "\t1\trunning\n", "is no address" },
	{ __LINE__, MAC "\tn1\tFD6F::2\tnode\t" D "\t1\trunning\n", "is no address" },
	{ __LINE__, MAC "\tn1\t\tnode\t" D "\t1\trunning\n", "is no address" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tno/de\t" D "\t1\trunning\n", "role" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\tABC\t1\trunning\n", "line 1" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t01\trunning\n", "seconds" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t-1\trunning\n", "seconds" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t999999999999999\tgone\n", "seconds" },
	{ __LINE__, MAC "\tn1\t10.9.0.2\tnode\t" D "\t1\toff\n", "running | gone" },
	// clang-format on
};

static void texts(struct arena *a)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct running_table t;
		struct buffer b = { 0 };
		struct text text = text_of(tables[i].text);
		int rc = running_parse(&t, a, text);

		CHECK_AT(tables[i].line, rc == (tables[i].wrong ? -E_DATA : 0));
		if (tables[i].wrong) {
			CHECK_AT(tables[i].line, strstr(error_text(), tables[i].wrong));
			continue;
		}
		running_write(&b, &t);
		CHECK_AT(tables[i].line, text_equal(buffer_view(&b), text));
		buffer_free(&b);
	}
	struct running_table t;
	CHECK(running_parse(&t, a, (struct text){ LINE("52:54:00:0b:00:\0001"), 110 }) == -E_DATA);
}

static void leases(void)
{
	struct running r = { .seconds = 1000 };

	CHECK(running_counts(&r, 1000));
	CHECK(running_counts(&r, 0)); // the clock was set back
	CHECK(running_counts(&r, 1000 + RUNNING_LEASE - 1));
	CHECK(!running_counts(&r, 1000 + RUNNING_LEASE));
	r.gone = true;
	CHECK(!running_counts(&r, 1000));
}

static void nodes(struct arena *a)
{
	struct running_table t = { NULL, 0 };
	struct running old = {
		.machine = "52:54:00:0b:00:02", .name = "n1", .address = HERE, .seconds = 1
	};
	struct running new = { .machine = MAC, .name = "n1", .address = HERE, .seconds = 2 };
	struct running uuid = { .machine = UUID, .name = "n3", .address = HERE, .seconds = 3 };

	CHECK(!running_set(&t, a, &old, 5) && !running_set(&t, a, &uuid, 5) &&
		!running_set(&t, a, &new, 5));
	CHECK(t.count == 3 && !strcmp(t.item[0].machine, UUID) && !strcmp(t.item[1].machine, MAC));
	CHECK(running_of_node(&t, old.machine, NULL, "x")->seconds == 1);
	CHECK(!running_of_node(&t, "52:54:00:0b:00:03", NULL, "n1"));
	CHECK(running_of_node(&t, NULL, UUID, "x")->seconds == 3);
	// Known by its UUID in orion.conf, it reports its MAC.
	CHECK(running_of_node(&t, NULL, "4c4c4544-0051-3510-8057-b7c04f4b354b", "n1")->seconds ==
		2);
	new.seconds = 7;
	CHECK(!running_set(&t, a, &new, 7) && t.count == 3 &&
		running_find(&t, MAC, HERE)->seconds == 7);
}

// Who speaks in another's name, from elsewhere, says something more; what the machine itself said stays, until it doesn't count any more.
static void foreign(struct arena *a)
{
	struct running_table t = { NULL, 0 };
	struct running own = { MAC, "n1", HERE, "node", .digest = { { 1 } }, .seconds = 10 };
	struct running lie = { MAC, "n1", THERE, "node", .digest = { { 2 } }, .seconds = 20 };
	const struct digest *is = &own.digest, *said = &lie.digest;

	CHECK(!running_set(&t, a, &own, 10) && !running_set(&t, a, &lie, 20) && t.count == 2);
	CHECK(running_runs(&t, 0, "node", is, 20) && running_runs(&t, 1, "node", said, 20));
	CHECK(!running_runs(&t, 0, "server", is, 20) && !running_runs(&t, 0, "node", said, 20));
	CHECK(running_newest(&t, MAC) == &t.item[1]);
	CHECK(!running_is_on(&t, 0, 20) && running_is_on(&t, 1, 20));
	// The same from both is one machine.
	lie.digest = own.digest;
	CHECK(!running_set(&t, a, &lie, 20) && t.count == 2);
	CHECK(running_runs(&t, 0, "node", is, 20) && !running_runs(&t, 1, "node", is, 20));
	// A goodbye takes back what was said from there only.
	lie.gone = true;
	CHECK(!running_set(&t, a, &lie, 20) && running_runs(&t, 0, "node", is, 20));
	CHECK(!running_runs(&t, 1, "node", is, 20));
	// It moves to a third address: what doesn't count any more goes.
	own.address = "10.9.0.4";
	CHECK(!running_set(&t, a, &own, 30) && t.count == 2 && !running_find(&t, MAC, THERE));
}

static void full(struct arena *a)
{
	struct running_table t = { NULL, 0 };
	struct running r = { .name = "n1", .address = HERE, .seconds = 1000 };
	int rc = 0;

	for (unsigned i = 0; !rc && i < RUNNING_MOST; i++) {
		r.machine = arena_printf(a, "52:54:00:0b:%02x:%02x", i >> 8, i & 255);
		r.gone = i == 77;
		rc = running_set(&t, a, &r, 1000);
	}
	CHECK(!rc && t.count == RUNNING_MOST);
	r.machine = "52:54:00:0c:00:01";
	r.gone = false;
	CHECK(!running_set(&t, a, &r, 1000) && t.count == RUNNING_MOST);
	CHECK(!running_newest(&t, "52:54:00:0b:00:4d")); // who said goodbye made room
	r.machine = "52:54:00:0c:00:02";
	CHECK(running_set(&t, a, &r, 1000) == -E_NO && t.count == RUNNING_MOST);
	r.machine = "52:54:00:0c:00:01";
	CHECK(!running_set(&t, a, &r, 1000));
}

int main(void)
{
	struct arena a = { NULL };

	texts(&a);
	leases();
	nodes(&a);
	foreign(&a);
	full(&a);
	arena_free(&a);
	return test_failed;
}
