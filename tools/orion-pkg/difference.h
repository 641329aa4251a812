// SPDX-License-Identifier: MIT
// What is different at a path (bits of audit.h), as audit and diff say it.
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

enum { DIFFERENCES = 5 };

// A letter a bit, or `-`: M missing, T type, C content, m mode, o owner.
void difference_letters(unsigned what, char letters[DIFFERENCES + 1]);

// A list of words, under the key `different`.
void difference_json(unsigned what);

#endif
