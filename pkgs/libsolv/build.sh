# shellcheck shell=sh
# Only the solver and its pool: no reader of any distribution's formats, so its CMake has nothing to find out. The
# features are those that Debian builds, whose library the unit tests use. Read by host-libsolv too.

prefix=/usr

features='-DDEBIAN=1 -DMULTI_SEMANTICS=1 -DENABLE_COMPLEX_DEPS=1'

do_build() {
	sed -e "s/@VERSION@/$VERSION/; s/@LIBSOLV_MAJOR@/0/; s/@LIBSOLV_MINOR@/7/; s/@LIBSOLV_PATCH@/${VERSION##*.}/" \
		-e 's/^#cmakedefine \(LIBSOLV_FEATURE_COMPLEX_DEPS\|LIBSOLV_FEATURE_MULTI_SEMANTICS\)$/#define \1/' \
		-e '/^#cmakedefine/d' "$SRC/src/solvversion.h.in" >solvversion.h
	set --
	for name in bitmap poolarch poolvendor poolid strpool dirpool solver solverdebug repo_solv repo_write evr pool \
		queue repo repodata repopage util policy solvable transaction order rules problems linkedpkg cplxdeps \
		chksum md5 sha1 sha2 solvversion selection fileprovides diskusage suse solver_util cleandeps \
		userinstalled filelistfilter decision apk; do
		# shellcheck disable=SC2086 # flags are words
		"$CC" $CFLAGS -std=gnu11 -D_GNU_SOURCE -DLIBSOLV_INTERNAL=1 -DHAVE_STRCHRNUL=1 -DHAVE_FOPENCOOKIE=1 \
			$features -ffunction-sections -fdata-sections -fPIC -I. -I"$SRC/src" -c -o "$name.o" \
			"$SRC/src/$name.c"
		set -- "$@" "$name.o"
	done
	"$AR" rcsD libsolv.a "$@"
}

do_install() {
	mkdir -p "$DEST$prefix/include/solv"
	install -D -m 644 libsolv.a "$DEST$prefix/lib/libsolv.a"
	for name in bitmap evr hash policy poolarch poolvendor pool poolid pooltypes queue solvable solver solverdebug \
		repo repodata repo_solv repo_write util selection strpool dirpool knownid transaction rules problems \
		chksum dataiterator; do
		install -m 644 "$SRC/src/$name.h" "$DEST$prefix/include/solv/$name.h"
	done
	install -m 644 solvversion.h "$DEST$prefix/include/solv/solvversion.h"
}
