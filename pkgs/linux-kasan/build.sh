# shellcheck source=../../kernel/debug/build.sh
. "$TOP/kernel/debug/build.sh"
