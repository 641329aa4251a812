# shellcheck shell=sh
# One static program, as orion-pkg is: nothing is loaded once it is confined.

# shellcheck source=pkgs/orion-pkg/build.sh
. "$TOP/pkgs/orion-pkg/build.sh"

libraries=-lmicrohttpd
