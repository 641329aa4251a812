/* SPDX-License-Identifier: GPL-2.0-only */
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define clamp(value, low, high) max(min(value, high), low)
#define min_t(type, a, b) min((type)(a), (type)(b))
#define clamp_t(type, value, low, high) clamp((type)(value), (type)(low), (type)(high))
