// SPDX-License-Identifier: MIT
// Opens the library of argv[1] and calls it.
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	void *lib = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int (*answer)(void) = lib ? (int (*)(void))dlsym(lib, "plugin_answer") : NULL;

	if (!answer) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	printf("%d\n", answer());
	return dlclose(lib);
}
