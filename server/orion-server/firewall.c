// SPDX-License-Identifier: MIT
// Reading a ruleset of nftables.
#include "firewall.h"

#include <string.h>

#include "number.h"

// Cuts the next word off: braces are words, commas and quotes separate.
static bool next(struct text *line, struct text *word)
{
	while (line->n && strchr(" \t,\"", *line->s)) {
		line->s++;
		line->n--;
	}
	if (!line->n)
		return false;
	size_t n = 1;
	if (*line->s != '{' && *line->s != '}')
		while (n < line->n && !strchr(" \t,\"{};", line->s[n]))
			n++;
	*word = (struct text){ line->s, n };
	line->s += n;
	line->n -= n;
	return true;
}

static bool has_word(struct text line, const char *s)
{
	struct text word;

	while (next(&line, &word))
		if (text_is(word, s))
			return true;
	return false;
}

// 67, or 67-69
static bool covers(struct text word, unsigned port)
{
	struct text part[2];
	uint64_t first, last;
	size_t n = text_fields(word, '-', part, 2);

	if (n > 2 || number_parse(&first, part[0].s, part[0].n, 0, 65535))
		return false;
	last = first;
	if (n == 2 && number_parse(&last, part[1].s, part[1].n, 0, 65535))
		return false;
	return first <= port && port <= last;
}

// `tcp dport 80`, `udp dport { 67, 69 }`, `tcp dport 1-1024`
static bool names_port(struct text line, bool tcp, unsigned port)
{
	struct text word, before = TEXT("");

	while (next(&line, &word) && !text_is(word, "dport"))
		before = word;
	if (!text_is(before, tcp ? "tcp" : "udp") && !text_is(before, "th"))
		return false;
	if (!next(&line, &word))
		return false;
	if (!text_is(word, "{"))
		return covers(word, port);
	while (next(&line, &word) && !text_is(word, "}"))
		if (covers(word, port))
			return true;
	return false;
}

static bool names_interface(struct text line, const char *interface)
{
	return (has_word(line, "iifname") || has_word(line, "iif")) && has_word(line, interface) &&
		!has_word(line, "dport") && !has_word(line, "sport") && !has_word(line, "!=");
}

static bool drops(struct text line)
{
	return has_word(line, "drop") || has_word(line, "reject");
}

enum firewall_says firewall_says(struct text rules, const char *interface, bool tcp, unsigned port)
{
	bool input = false, closed = false, open = false;
	struct text line;

	while (text_line(&rules, &line)) {
		bool rule = names_port(line, tcp, port);

		if (has_word(line, "chain"))
			input = false;
		if (has_word(line, "hook")) {
			input = has_word(line, "input");
			closed = closed || (input && has_word(line, "drop"));
		} else if (drops(line)) {
			if (rule)
				return FIREWALL_DROPS;
			struct text rest = line, word;
			closed = closed ||
				(input && next(&rest, &word) &&
					(text_is(word, "drop") || text_is(word, "reject") ||
						text_is(word, "counter")));
		} else if (has_word(line, "accept")) {
			open = open || rule || names_interface(line, interface);
		}
	}
	return closed && !open ? FIREWALL_CLOSED : FIREWALL_OPEN;
}
