# shellcheck shell=sh
# The command `orion`: a static program, as orion-pkg is.

# shellcheck source=pkgs/orion-pkg/build.sh
. "$TOP/pkgs/orion-pkg/build.sh"

program=orion-server
libraries="-lconfuse $libraries"
