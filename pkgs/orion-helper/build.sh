# shellcheck shell=sh
# One static program, as orion-pkg is.

# shellcheck source=pkgs/orion-pkg/build.sh
. "$TOP/pkgs/orion-pkg/build.sh"

libraries=-lcrypto
