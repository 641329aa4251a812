// SPDX-License-Identifier: MIT
// Versions of packages and their one total order; docs/opk.5.scd has the grammar.
//
//	VERSION = N{.N} [LETTER] {_SUFFIX[N]} [~WORD] [+WORD] [-rN]
//	SUFFIX  = alpha beta pre rc | cvs svn git hg p
//	WORD    = [a-z0-9]+{.[a-z0-9]+}
//
// In order: 1~x  1_alpha  1_beta  1_pre  1_rc  1  1-r0  1+x  1_cvs  1_svn  1_git  1_hg  1_p  1a  1.0
#ifndef VERSION_H
#define VERSION_H

#include <stdbool.h>

#include "text.h"

enum { VERSION_LENGTH = 128, VERSION_DIGITS = 18 };	// the longest, and the longest number in one

// 0 when it is one, else -E_DATA and recorded.
int version_check(struct text v);

// The same of a package's: it must end in -rN.
int version_check_package(struct text v);

// Below 0, 0, above 0. Both must have passed version_check. 0 only for equal texts.
int version_compare(struct text a, struct text b);

// Without its -rN.
struct text version_upstream(struct text v);

// True when it ends in -rN.
bool version_has_revision(struct text v);

#endif
