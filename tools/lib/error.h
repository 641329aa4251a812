// SPDX-License-Identifier: MIT
// Why something failed: one line, recorded where the name is still known, printed once by main.
#ifndef ERROR_H
#define ERROR_H

// Results are 0 or more when it went well, else a negative errno or one of these, negative.
enum {
	E_DATA = 4096,	// what was read is not what it must be
	E_TRUST,	// a signature, digest, serial or expiry says no
	E_NO,		// the answer is no: exit status 1
	E_CALL,		// wrong call: exit status 2
};

// Records the text, with ": " and the system's words behind it when rc is a negative errno; returns rc.
int fail(int rc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Puts what was being done, and ": ", before the recorded text when rc is negative; returns rc.
int during(int rc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// The recorded text: one line, printable ASCII; "" when nothing failed.
const char *error_text(void);

void error_clear(void);

// For who does something else, which may fail too, before the record is printed.
struct error {
	char text[2000];
};
void error_keep(struct error *e);
void error_restore(const struct error *e);

#endif
