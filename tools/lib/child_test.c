// SPDX-License-Identifier: MIT
// Programs that end well, badly, by a signal, and that aren't there; what they print.
#include "child.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "test.h"

static int sh(char *line)
{
	char *argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, line, NULL };

	return child_run(argv);
}

static void ends(void)
{
	char *none[] = { (char[]){ "/no/such/program" }, NULL };

	CHECK(!sh((char[]){ "exit 0" }));
	CHECK(sh((char[]){ "exit 7" }) == -E_DATA);
	CHECK_TEXT(error_text(), "sh ended with status 7");
	CHECK(sh((char[]){ "kill -9 $$" }) == -E_DATA);
	CHECK_TEXT(error_text(), "sh was ended by signal 9");
	CHECK(child_run(none) == -ENOENT);
	CHECK_TEXT(error_text(), "run /no/such/program: No such file or directory");
	error_clear();
}

static void prints(void)
{
	char *argv[] = { (char[]){ "echo" }, (char[]){ "here" }, NULL }, said[16] = "";
	int ends[2];
	pid_t pid;

	CHECK(!pipe(ends) && !child_start(&pid, argv, ends[1]) && !close(ends[1]));
	CHECK(file_read_some(ends[0], said, sizeof said, "it") == 5 && !strcmp(said, "here\n"));
	CHECK(!close(ends[0]) && !child_wait(pid, "echo"));
}

int main(void)
{
	ends();
	prints();
	return test_failed;
}
