// SPDX-License-Identifier: MIT
// orion-failover-agent status: what the agent that runs knows.
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "control.h"
#include "error.h"
#include "json.h"
#include "number.h"

enum { WORDS = 6 };

static void number(const char *key, struct text t)
{
	uint64_t v = 0;

	number_parse(&v, t.s, t.n, 0, INT64_MAX);
	json_number(key, v);
}

// Takes so many words off a line: what is left is one more.
static void words(struct text line, struct text *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!text_part(&line, ' ', &word[i]))
			word[i] = TEXT("");
	word[n] = line.s ? line : TEXT("");
}

static void json_server(struct text line)
{
	struct text w[WORDS];

	words(line, w, 3);
	json_open(NULL, '{');
	json_text("address", w[1]);
	json_text("state", w[2]);
	number("rtt_us", w[3]);
	json_close();
}

static void json_move(struct text line)
{
	struct text w[WORDS];

	words(line, w, 5);
	json_open(NULL, '{');
	number("number", w[1]);
	number("at", w[2]);
	json_text("from", w[3]);
	json_text("to", w[4]);
	json_text("reason", w[5]);
	json_close();
}

// The lines that begin so, each by that function.
static void json_list(
	const char *key, struct text rest, const char *prefix, void (*one)(struct text line))
{
	struct text line;

	json_open(key, '[');
	while (text_line(&rest, &line))
		if (text_starts(line, prefix))
			one(line);
	json_close();
}

static void json_one(const char *key, struct text rest)
{
	struct text line, w[WORDS];

	while (text_line(&rest, &line)) {
		words(line, w, 1);
		if (text_is(w[0], key))
			json_text(key, w[1]);
	}
}

static void print_json(struct text report)
{
	json_open(NULL, '{');
	json_one("mount", report);
	json_one("state", report);
	json_one("active", report);
	json_list("servers", report, "server ", json_server);
	json_list("moves", report, "move ", json_move);
	json_close();
}

static int run(struct call *c)
{
	char report[CONTROL_ANSWER + 1];
	int rc = control_ask("status", report);

	if (rc)
		return rc;
	if (c->json)
		print_json(text_of(report));
	else
		printf("%s", report);
	return strstr(report, "\nstate lost\n") ? -E_NO : 0;
}

const struct cmd cmd_status = {
	.name = "status",
	.operands = "",
	.summary = "What is known of the servers, and the last moves; status 1 when none is there",
	.run = run,
};
