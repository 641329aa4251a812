// SPDX-License-Identifier: MIT
// Invitations.
#include "joining_impl.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "arena.h"
#include "buffer.h"
#include "conf.h"
#include "conf_impl.h"
#include "digest.h"
#include "error.h"
#include "hostname.h"

#define HEAD "orion-join\t1"

enum { BITS = 80, DIGITS = BITS / 5, NONCE = 16, BLOCK = 64, FIELDS = 6 };

// --- the code

// Without letters that look like others (Crockford's base 32).
static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

static int value_of(char c)
{
	c = (char)tolower((unsigned char)c);
	if (c == 'o')
		c = '0';
	if (c == 'i' || c == 'l')
		c = '1';
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

static int make_secret(unsigned char secret[JOINING_SECRET], const unsigned char value[DIGITS])
{
	static const char purpose[] = "orion-join";
	char both[sizeof purpose + DIGITS];
	struct digest d;

	memcpy(both, purpose, sizeof purpose);
	memcpy(both + sizeof purpose, value, DIGITS);
	int rc = digest_of(&d, both, sizeof both);
	memcpy(secret, d.b, JOINING_SECRET);
	return rc;
}

int joining_make(char code[JOINING_CODE], unsigned char secret[JOINING_SECRET])
{
	unsigned char value[DIGITS];
	size_t n = 0;

	if (getrandom(value, sizeof value, 0) != sizeof value)
		return fail(-errno, "random numbers");
	for (size_t i = 0; i < DIGITS; i++) {
		if (i && i % 4 == 0)
			code[n++] = '-';
		value[i] %= 32;
		code[n++] = digits[value[i]];
	}
	code[n] = 0;
	return make_secret(secret, value);
}

int joining_read(unsigned char secret[JOINING_SECRET], struct text code)
{
	unsigned char value[DIGITS];
	size_t n = 0;

	for (size_t i = 0; i < code.n; i++) {
		if (strchr(" \t\r\n-", code.s[i]) && code.s[i])
			continue;
		int v = value_of(code.s[i]);
		if (v < 0 || n == DIGITS)
			return fail(-E_DATA,
				"this is no code: it has %d letters and digits, as `orion invite` shows them",
				DIGITS);
		value[n++] = (unsigned char)v;
	}
	return n == DIGITS
		? make_secret(secret, value)
			   : fail(-E_DATA, "the code has %d letters and digits, not %zu", DIGITS, n);
}

// --- proofs

// RFC 2104, with SHA-256.
static int hmac(struct digest *d, const unsigned char key[JOINING_SECRET], struct text t)
{
	unsigned char block[BLOCK] = { 0 }, outer[BLOCK + DIGEST_SIZE];
	struct buffer b = { 0 };

	memcpy(block, key, JOINING_SECRET);
	for (size_t i = 0; i < BLOCK; i++) {
		outer[i] = block[i] ^ 0x5c;
		block[i] ^= 0x36;
	}
	buffer_add(&b, block, BLOCK);
	buffer_text(&b, t);
	int rc = buffer_error(&b);
	if (!rc)
		rc = digest_of(d, b.s, b.n);
	buffer_free(&b);
	memcpy(outer + BLOCK, d->b, DIGEST_SIZE);
	return rc ? rc : digest_of(d, outer, sizeof outer);
}

// Of who says what: before is what was said to that.
static int prove(struct digest *d, const unsigned char secret[JOINING_SECRET], const char *who,
	struct text before, struct text t)
{
	struct buffer b = { 0 };

	buffer_printf(&b, "%s %zu\n", who, before.n);
	buffer_text(&b, before);
	buffer_text(&b, t);
	int rc = buffer_error(&b);
	if (!rc)
		rc = hmac(d, secret, buffer_view(&b));
	buffer_free(&b);
	return rc;
}

static const char *word_of(const char *who)
{
	return strcmp(who, "refuses") ? "proof\t" : "refused\t";
}

int joining_add_proof(struct buffer *b, const unsigned char secret[JOINING_SECRET], const char *who,
	struct text before)
{
	char hex[DIGEST_HEX + 1];
	struct digest d;
	int rc = buffer_error(b);

	if (!rc)
		rc = prove(&d, secret, who, before, buffer_view(b));
	digest_hex(&d, hex);
	buffer_printf(b, "%s%s\n", word_of(who), hex);
	return rc ? rc : buffer_error(b);
}

// How long the comparison takes says nothing.
static bool same(const struct digest *x, const struct digest *y)
{
	unsigned char differs = 0;

	for (size_t i = 0; i < DIGEST_SIZE; i++)
		differs |= x->b[i] ^ y->b[i];
	return !differs;
}

// The last line; all before it is *t then.
static int check_proof(struct text *t, const unsigned char secret[JOINING_SECRET], const char *who,
	struct text before)
{
	const char *word = word_of(who);
	size_t n = strlen(word) + DIGEST_HEX + 1;
	struct digest said, is;

	if (t->n < n || t->s[t->n - 1] != '\n')
		return fail(-E_DATA, "what it says has no end");
	struct text last = { t->s + t->n - n, n - 1 };
	t->n -= n;
	if (!text_starts(last, word) ||
		digest_parse(&said, (struct text){ last.s + strlen(word), DIGEST_HEX }))
		return fail(-E_DATA, "what it says has no proof");
	int rc = prove(&is, secret, who, before, *t);
	if (rc)
		return rc;
	return same(&said, &is) ? 0 : fail(-E_TRUST, "the code is another one");
}

// --- words

static void write_server(struct buffer *b, const struct joining *own)
{
	buffer_printf(b, HEAD "\nserver\t%s\t", own->name);
	minisign_write_key(&own->key, b);
}

static int parse_server(struct joining *j, struct arena *a, const struct text *f)
{
	int rc = during(hostname_check(f[1]), "its name");

	if (!rc)
		rc = minisign_parse_key(&j->key, f[2]);
	j->name = rc ? NULL : arena_text(a, f[1].s, f[1].n);
	return rc || j->name ? rc : -ENOMEM;
}

// What is put into orion.conf is checked as what stands there.
static int parse_list(const char **list, struct arena *a, enum conf_key k, struct text t)
{
	struct text rest = t, one;
	int rc = 0;

	*list = arena_text(a, t.s, t.n);
	if (!*list)
		return -ENOMEM;
	while (!rc && text_part(&rest, ',', &one)) {
		const char *s = arena_text(a, one.s, one.n);

		if (!s)
			return -ENOMEM;
		if (memchr(one.s, 0, one.n) || !conf_check(a, k, s))
			rc = fail(-E_DATA, "its %s can't be used", conf_key_name(k));
	}
	return rc;
}

static int take_head(struct text *t, struct text *line)
{
	if (!text_line(t, line) || !text_is(*line, HEAD))
		return fail(-E_DATA, "it speaks another language: is it of another version?");
	return text_line(t, line) ? 0 : fail(-E_DATA, "it says nothing");
}

static int take_server(struct text *t, struct text field[FIELDS], size_t fields)
{
	struct text line;
	int rc = take_head(t, &line);

	if (!rc &&
		(text_fields(line, '\t', field, FIELDS) != fields || !text_is(field[0], "server")))
		rc = fail(-E_DATA, "it doesn't say who it is");
	return rc;
}

// --- from one to the other

int joining_ask(
	struct buffer *b, const unsigned char secret[JOINING_SECRET], const struct joining *own)
{
	unsigned char nonce[NONCE];

	if (getrandom(nonce, sizeof nonce, 0) != sizeof nonce)
		return fail(-errno, "random numbers");
	write_server(b, own);
	buffer_printf(b, "\t%s\t%s\nnonce\t", own->addresses, own->interfaces);
	for (size_t i = 0; i < NONCE; i++)
		buffer_printf(b, "%02x", nonce[i]);
	buffer_printf(b, "\n");
	return joining_add_proof(b, secret, "asks", TEXT(""));
}

int joining_parse_ask(struct joining *j, struct arena *a,
	const unsigned char secret[JOINING_SECRET], struct text t)
{
	struct text field[FIELDS];
	int rc = check_proof(&t, secret, "asks", TEXT(""));

	*j = (struct joining){ .name = NULL };
	if (!rc)
		rc = take_server(&t, field, 5);
	if (!rc)
		rc = parse_server(j, a, field);
	if (!rc)
		rc = parse_list(&j->addresses, a, KEY_SERVER_ADDRESS, field[3]);
	return rc ? rc : parse_list(&j->interfaces, a, KEY_SERVER_INTERFACE, field[4]);
}

int joining_answer(struct buffer *b, const unsigned char secret[JOINING_SECRET], struct text ask,
	const struct joining *own)
{
	write_server(b, own);
	buffer_printf(b, "\n");
	return joining_add_proof(b, secret, "answers", ask);
}

int joining_refuse(struct buffer *b, const unsigned char secret[JOINING_SECRET], struct text ask,
	const char *why)
{
	buffer_printf(b, HEAD "\nreason\t%s\n", why);
	return joining_add_proof(b, secret, "refuses", ask);
}

static bool is_refusal(struct text t)
{
	struct text line;

	while (text_line(&t, &line))
		if (text_starts(line, word_of("refuses")))
			return true;
	return false;
}

static int parse_refusal(const unsigned char secret[JOINING_SECRET], struct text ask, struct text t)
{
	struct text line, field[2];
	int rc = check_proof(&t, secret, "refuses", ask);

	if (!rc)
		rc = take_head(&t, &line);
	if (rc)
		return rc;
	if (text_fields(line, '\t', field, 2) != 2 || !text_is(field[0], "reason") ||
		!text_printable(field[1]))
		return fail(-E_DATA, "it doesn't say why it refuses");
	return fail(-E_NO, "%.*s", TEXT_ARG(field[1]));
}

int joining_parse_answer(struct joining *j, struct arena *a,
	const unsigned char secret[JOINING_SECRET], struct text ask, struct text t)
{
	struct text field[FIELDS];

	*j = (struct joining){ .name = NULL };
	if (is_refusal(t))
		return parse_refusal(secret, ask, t);
	int rc = check_proof(&t, secret, "answers", ask);
	if (!rc)
		rc = take_server(&t, field, 3);
	return rc ? rc : parse_server(j, a, field);
}
