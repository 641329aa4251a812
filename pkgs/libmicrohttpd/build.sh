# shellcheck shell=sh
# All that is left of the package is libmicrohttpd-dev. With -Os a request took twice the time.

CFLAGS="$CFLAGS -O2 -fPIE -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables"
