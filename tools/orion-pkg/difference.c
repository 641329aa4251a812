// SPDX-License-Identifier: MIT
// Differences in letters and words.
#include "difference.h"

#include "audit.h"
#include "json.h"

static const struct {
	unsigned bit;
	char letter;
	const char *word;
} kinds[DIFFERENCES] = {
	{ AUDIT_MISSING, 'M', "missing" },
	{ AUDIT_TYPE, 'T', "type" },
	{ AUDIT_CONTENT, 'C', "content" },
	{ AUDIT_MODE, 'm', "mode" },
	{ AUDIT_OWNER, 'o', "owner" },
};

void difference_letters(unsigned what, char letters[DIFFERENCES + 1])
{
	for (size_t i = 0; i < DIFFERENCES; i++)
		letters[i] = what & kinds[i].bit ? kinds[i].letter : '-';
	letters[DIFFERENCES] = 0;
}

void difference_json(unsigned what)
{
	json_open("different", '[');
	for (size_t i = 0; i < DIFFERENCES; i++)
		if (what & kinds[i].bit)
			json_text(NULL, text_of(kinds[i].word));
	json_close();
}
