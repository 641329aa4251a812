// SPDX-License-Identifier: MIT
// Fuzz target: root, release, timestamp, latest, what is remembered, signatures. What is taken is what is written.
#include <stdlib.h>

#include "buffer.h"
#include "fuzz.h"
#include "release.h"
#include "trust.h"

static void same(struct buffer *b, struct text t)
{
	if (!text_equal(buffer_view(b), t))
		abort();
	buffer_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct buffer b = { 0 };
	struct latest latest;
	struct root root;
	struct release release;
	struct timestamp timestamp;
	struct trust_state state;
	struct minisign_secret secret;
	static const struct minisign_key key = { .id = { 0 } };

	if (!latest_parse(&latest, t)) {
		latest_write(&latest, &b);
		same(&b, t);
	}
	if (!root_parse(&root, t)) {
		root_write(&root, &b);
		same(&b, t);
	}
	if (!release_parse(&release, t)) {
		release_write(&release, &b);
		same(&b, t);
	}
	if (!timestamp_parse(&timestamp, t)) {
		timestamp_write(&timestamp, &b);
		same(&b, t);
	}
	if (!trust_state_parse(&state, t)) {
		trust_state_write(&state, &b);
		same(&b, t);
	}
	minisign_parse_secret_file(&secret, t);
	if (!minisign_verify(&key, TEXT("data"), t, NULL))
		abort();
	return 0;
}
