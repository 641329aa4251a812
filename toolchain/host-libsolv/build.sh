# shellcheck shell=sh
# As the package, with the machine's compiler.
# shellcheck source=pkgs/libsolv/build.sh
. "$TOP/pkgs/libsolv/build.sh"
prefix=
