// SPDX-License-Identifier: MIT
// JSON: commas, escapes, and bytes that are no UTF-8.
#include "json.h"

#include <stdio.h>
#include <unistd.h>

#include "test.h"

static void write_all(void)
{
	struct text items[] = { TEXT("a"), TEXT("b") };
	struct texts two = { items, 2 }, none = { NULL, 0 };
	struct digest d = { { 0 } };

	json_open(NULL, '{');
	json_text("plain", TEXT("x y"));
	json_text("quoted", TEXT("\"\\/\n\177"));
	json_text("utf8", TEXT("\303\244\342\202\254\360\237\230\200"));
	json_text("bytes", TEXT("\377a\303\355\240\200\300\200\364\220\200\200\303"));
	json_number("number", UINT64_MAX);
	json_bool("yes", true);
	json_open("nested", '[');
	json_open(NULL, '{');
	json_close();
	json_open(NULL, '{');
	json_bool("no", false);
	json_close();
	json_close();
	json_texts("two", &two);
	json_texts("none", &none);
	json_digest("digest", &d);
	json_close();
	json_text(NULL, TEXT("alone"));
	json_number(NULL, 7);
}

static const char want[] =
	"{\"plain\":\"x y\",\"quoted\":\"\\\"\\\\/\\u000a\\u007f\",\"utf8\":\"\303\244\342\202\254\360\237\230\200\","
	"\"bytes\":\"\\udcffa\\udcc3\\udced\\udca0\\udc80\\udcc0\\udc80\\udcf4\\udc90\\udc80\\udc80\\udcc3\","
	"\"number\":18446744073709551615,\"yes\":true,\"nested\":[{},{\"no\":false}],\"two\":[\"a\",\"b\"],\"none\":[],"
	"\"digest\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n\"alone\"\n7\n";

int main(void)
{
	char got[2000] = "";
	FILE *f = tmpfile();
	int saved = dup(1);

	dup2(fileno(f), 1);
	write_all();
	fflush(stdout);
	dup2(saved, 1);
	rewind(f);
	got[fread(got, 1, sizeof got - 1, f)] = 0;
	fclose(f);
	CHECK_TEXT(got, want);
	return test_failed;
}
