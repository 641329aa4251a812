// SPDX-License-Identifier: MIT
// The record of what went wrong: a code that is a heading in docs/troubleshooting.md, and a text.
#ifndef ERROR_H
#define ERROR_H

struct failure {
	char code[24];	// "E-..."
	char text[400];	// one line, printable
};

// Puts the record where a forked child's failure is seen by its parent.
void error_share(void);

// Records code and text; returns -1.
int fail(const char *code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Puts what was being done before the recorded text when rc is not 0; returns rc.
int during(int rc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

const struct failure *failure(void);
void failure_clear(void);

#endif
