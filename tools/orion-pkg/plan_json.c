// SPDX-License-Identifier: MIT
// A plan as JSON.
#include "plan_json.h"

#include "index.h"
#include "installed.h"
#include "json.h"
#include "plan.h"

static void json_step(const struct step *s)
{
	json_open(NULL, '{');
	json_text("action", text_of(step_word(s->kind)));
	json_text("name", s->name);
	if (s->installed)
		json_text("from", s->installed->version);
	if (s->available)
		json_text("to", s->available->version);
	if (s->newest)
		json_text("newest", s->newest->version);
	if (s->kind == STEP_KEEP)
		json_bool("held", s->held);
	json_close();
}

static void json_why(struct text why)
{
	json_open("why", '[');
	for (struct text line; text_line(&why, &line);)
		json_text(NULL, line);
	json_close();
}

void plan_json(const struct plan *p)
{
	if (p->why.n) {
		json_why(p->why);
		return;
	}
	json_open("steps", '[');
	for (size_t i = 0; i < p->steps; i++)
		json_step(p->step + i);
	json_close();
	json_texts("wished", &p->wished);
	json_texts("unwished", &p->unwished);
	json_number("fetch", p->fetch);
	json_number("grows", p->grows);
}
