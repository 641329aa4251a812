// SPDX-License-Identifier: MIT
// The entry of a fuzz target, as libFuzzer calls it; fuzz_driver.c calls it without libFuzzer.
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
