# shellcheck shell=sh
# One static program, as orion-pkg is: the root that it would load something from may be gone. It is linked with code of the kernel, and so
# with nothing of OpenSSL: their licences don't fit.

# shellcheck source=pkgs/orion-pkg/build.sh
. "$TOP/pkgs/orion-pkg/build.sh"

libraries=
