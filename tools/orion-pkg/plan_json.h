// SPDX-License-Identifier: MIT
// A plan as JSON: docs/orion-pkg-plan.7.scd.
#ifndef PLAN_JSON_H
#define PLAN_JSON_H

struct plan;

// Into the object that is open: "steps", "wished", "unwished", "fetch", "grows"; of a plan that can't be, "why" alone.
void plan_json(const struct plan *p);

#endif
