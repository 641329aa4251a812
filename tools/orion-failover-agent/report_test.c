// SPDX-License-Identifier: MIT
// The state as lines; no line is cut when there is no room.
#include "agent.h"

#include <stdlib.h>

#include "test.h"

static struct agent a = {
	.source = "10.9.0.1:/x",
	.peer = {
		{ .name = "10.9.0.1", .probe = { .dead = true } },
		{ .name = "10.9.0.2", .probe = { .state = NFO_ALIVE, .rtt = 412 } },
	},
	.peers = 2,
	.in_use = 1,
};

#define HEAD \
	"mount 10.9.0.1:/x\nstate watching\nactive 10.9.0.2\n" \
	"server 10.9.0.1 dead 0\nserver 10.9.0.2 alive 412\n"

int main(void)
{
	char text[4096];

	CHECK(agent_report(&a, text, sizeof text) == strlen(HEAD));
	CHECK_TEXT(text, HEAD);
	for (int i = 0; i < 20; i++)
		a.moved[i % MOVES_MAX] = (struct moved){ i, 0x0a090001, 0x0a090002, "went away" };
	a.moves = 20;
	a.lost = true;
	agent_report(&a, text, sizeof text);
	CHECK(strstr(text, "\nstate lost\n"));
	CHECK(!strstr(text, "move 4 ") && strstr(text, "\nmove 5 4 10.9.0.1 10.9.0.2 went away\n"));
	CHECK(strstr(text, "\nmove 20 19 "));
	for (size_t room = 1; room < 600; room++) {
		char *small = malloc(room);
		size_t n = agent_report(&a, small, room);

		CHECK(n < room && (!n || small[n - 1] == '\n'));
		free(small);
	}
	return test_failed;
}
