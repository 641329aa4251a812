// SPDX-License-Identifier: MIT
// The codes of failures: each is a heading in docs/troubleshooting.md.
#ifndef CODES_H
#define CODES_H

// What to do about it, in a few words.
const char *code_advice(const char *code);

#endif
