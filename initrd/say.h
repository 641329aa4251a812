// SPDX-License-Identifier: MIT
// Lines on the consoles: all that the kernel uses, a screen and a serial line alike.
#ifndef SAY_H
#define SAY_H

#define CONSOLES_MAX 8

// Opens the consoles that /sys/class/tty/console/active lists, else /dev/console.
void say_open(void);

// Prints `orion: init: ...` and a newline.
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

// The same without "init: ".
void say_plain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

// Waits at most ms for a key on any console; returns it (*fd = the console's) or -1.
int say_key(int ms, int *fd);

#endif
