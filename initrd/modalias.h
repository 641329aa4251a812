// SPDX-License-Identifier: MIT
// The texts that depmod writes: modules.alias and modules.dep.
#ifndef MODALIAS_H
#define MODALIAS_H

#include <stddef.h>

// Calls use for each module whose pattern in modules.alias (n bytes) matches the device's modalias.
void modalias_match(const char *text, size_t n, const char *modalias,
	void (*use)(void *ctx, const char *module), void *ctx);

// Calls use with the file of each module that module needs, in the order of loading, itself last;
// returns their number, or -1: modules.dep (n bytes) doesn't have it.
int moddep_files(const char *text, size_t n, const char *module,
	void (*use)(void *ctx, const char *file), void *ctx);

#endif
