// SPDX-License-Identifier: MIT
// What changes of targets and of bases share.
#ifndef CHANGE_IMPL_H
#define CHANGE_IMPL_H

struct change;

// Files that were named are wished by their names: another version may come later.
int change_unpin(struct change *c);

// Says the plan; of JSON, the beginning.
int change_say(const struct change *c);

// Why there is no plan, in sentences. Returns rc.
int change_refuse(const struct change *c, int rc);

// The two ways of a base.
int change_open_base(struct change *c);
int change_run_base(struct change *c);

#endif
