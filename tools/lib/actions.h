// SPDX-License-Identifier: MIT
// What packages declare instead of bringing scripts, carried out on a tree. Nothing of the target is run.
#ifndef ACTIONS_H
#define ACTIONS_H

#include <stddef.h>

struct source;
struct tree;

// Each makes the files that it is about from those that are in the tree and from what the packages declare; without either it
// makes nothing. 0, or negative and recorded.

// etc/passwd, etc/group, etc/shadow: the users and groups.
int action_accounts(struct tree *t, const struct source *source, size_t count);

// etc/orion/services: what is in it, and the services of the packages that aren't, sorted. Each must be a directory of
// usr/lib/orion/sv.
int action_services(struct tree *t, const struct source *source, size_t count);

// etc/shells: what is in it, and the lines of the files in usr/lib/orion/shells that aren't. Each must be in the tree.
int action_shells(struct tree *t);

// etc/ssl/certs/ca-certificates.crt: all *.crt below usr/share/ca-certificates, by path.
int action_certificates(struct tree *t);

// usr/lib/modules/RELEASE/modules.dep and the other texts of depmod, for each release.
int action_modules(struct tree *t);

// All of them.
int actions_run(struct tree *t, const struct source *source, size_t count);

#endif
