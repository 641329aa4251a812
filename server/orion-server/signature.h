// SPDX-License-Identifier: MIT
// Who signed a bundle.
#ifndef SIGNATURE_H
#define SIGNATURE_H

struct arena;
struct bundle_file;
struct trusted;

// 0 when the manifest of the bundle, a file of that path, has the signature of a trusted key: in DIGEST.bundle.minisig or PATH.minisig
// beside it, or in the file itself, right behind the bundle. Else -E_TRUST and recorded, with the fingerprint of who signed, if that
// key lies beside it, and what to do.
int signature_check(
	struct arena *a, const struct trusted *t, const struct bundle_file *b, const char *path);

#endif
