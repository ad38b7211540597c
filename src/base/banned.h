/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dangerous functions do not compile. Included before every C source by the Makefile. After git's banned.h. */
#ifndef RECTO_BANNED_H
#define RECTO_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat strtok atoi atol gmtime localtime popen mktemp tmpnam gets
#endif
