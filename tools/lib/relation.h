// SPDX-License-Identifier: MIT
// What packages say of each other: `musl`, `musl>=1.2.5`, `so:libcrypto.so.3`, `openssh|dropbear`.
#ifndef RELATION_H
#define RELATION_H

#include <stdbool.h>

#include "text.h"

enum { NAME_LENGTH = 128 };

enum relation_op {
	RELATION_ANY, // any version
	RELATION_LT, // <
	RELATION_LE, // <=
	RELATION_EQ, // =
	RELATION_GE, // >=
	RELATION_GT, // >
};

struct relation {
	struct text name;
	enum relation_op op;
	struct text version;	// empty with RELATION_ANY
};

// 0 when it may name a package ([a-z0-9][a-z0-9+._-]*, at most NAME_LENGTH bytes), else -E_DATA and recorded.
int name_check(struct text name);

// The same of what can be provided: a package's name, or so:SONAME.
int name_check_provided(struct text name);

// One relation without alternatives; 0, or -E_DATA and recorded.
int relation_parse(struct relation *r, struct text t);

// Checks a whole one, alternatives and all.
int relation_check(struct text t);

// The next alternative of a relation that passed relation_check: for (rest = t; relation_next(&rest, &r);)
bool relation_next(struct text *rest, struct relation *r);

// What a package provides: NAME or NAME=VERSION.
int relation_check_provides(struct text t);

// True when the version satisfies it. A relation's version without -rN covers all revisions: `=1.2.5` is true for
// 1.2.5-r1, `>1.2.5` isn't. An empty version (provided without one) satisfies only RELATION_ANY.
bool relation_match(const struct relation *r, struct text version);

const char *relation_op_text(enum relation_op op);	// "", "<", ...

#endif
