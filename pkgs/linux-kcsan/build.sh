# shellcheck source=../../kernel/debug/build.sh
. "$TOP/kernel/debug/build.sh"

# only-nfs.patch says where not.
export KCSAN_SANITIZE=n
