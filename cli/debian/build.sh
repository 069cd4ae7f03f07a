#!/bin/sh
# Makes the Debian packages out of an installed tree: build.sh VERSION ROOT OUT, where ROOT holds
# what `make install DESTDIR=ROOT PREFIX=/usr` put there. Needs dpkg-dev.
#
#   tally          the command, man pages, completions, documentation, the R functions
#   libtally0      the shared library
#   libtally-dev   header, archive, pkg-config
#   python3-tally  the Python module
set -eu
version=$1 root=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
architecture=$(dpkg-architecture -qDEB_HOST_ARCH)
maintainer='tally authors <tally@packages.debian.org>'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

take() { # package, path...: moves files of the root into the package
	package=$1
	shift
	for path in "$@"; do
		mkdir -p "$work/$package/$(dirname "$path")"
		mv "$root"/$path "$work/$package/$(dirname "$path")/"
	done
}

# The library lives where Debian looks for it, one folder for each architecture.
mkdir -p "$root/usr/lib/$multiarch"
mv "$root"/usr/lib/libtally.* "$root/usr/lib/pkgconfig" "$root/usr/lib/$multiarch/"
sed -i "s|^libdir=.*|libdir=\${prefix}/lib/$multiarch|" "$root/usr/lib/$multiarch/pkgconfig/tally.pc"
strip --strip-unneeded -R .comment -R .note "$root/usr/bin/tally" "$root/usr/lib/tally/tally-office" "$root/usr/lib/$multiarch"/libtally.so.?.*
strip --strip-debug "$root/usr/lib/$multiarch/libtally.a"
chmod 644 "$root/usr/lib/$multiarch"/libtally.so.?.*
find "$root/usr/share/man" -name '*.[17]' -exec gzip -9n {} +
mkdir -p "$root/usr/share/zsh/vendor-completions" "$root/usr/lib/python3/dist-packages"
mv "$root/usr/share/zsh/site-functions/_tally" "$root/usr/share/zsh/vendor-completions/"
mv "$root/usr/share/tally/tally.py" "$root/usr/lib/python3/dist-packages/"
rm "$root/usr/share/doc/tally/LICENSE"

take libtally-dev usr/include "usr/lib/$multiarch/libtally.a" "usr/lib/$multiarch/libtally.so" "usr/lib/$multiarch/pkgconfig"
take libtally0 "usr/lib/$multiarch/libtally.so.*"
take python3-tally usr/lib/python3
take tally usr/bin usr/lib/tally usr/share

depends() { # patterns below the work folder: the packages whose libraries those files load
	mkdir -p "$work/debian"
	printf 'Source: tally\n\nPackage: tally\nArchitecture: any\n' >"$work/debian/control"
	# shellcheck disable=SC2068
	(cd "$work" && dpkg-shlibdeps -O -xlibtally0 $@ 2>/dev/null) | sed 's/^shlibs:Depends=//'
}

package() { # name, section, architecture, depends, further fields, summary, description
	name=$1 folder=$work/$1
	mkdir -p "$folder/DEBIAN" "$folder/usr/share/doc/$name"
	cp "$here/copyright" "$folder/usr/share/doc/$name/copyright"
	{
		printf 'tally (%s) unstable; urgency=medium\n\n  * See NOTES.md of the source for what changed.\n\n' "$version"
		printf ' -- %s  Sun, 29 Nov 2026 00:00:00 +0000\n' "$maintainer"
	} | gzip -9n >"$folder/usr/share/doc/$name/changelog.gz"
	{
		printf 'Package: %s\nSource: tally\nVersion: %s\nSection: %s\nPriority: optional\n' "$name" "$version" "$2"
		printf 'Architecture: %s\nMaintainer: %s\n' "$3" "$maintainer"
		printf 'Installed-Size: %s\n' "$(du -ks --apparent-size --exclude=DEBIAN "$folder" | cut -f1)"
		[ -z "$4" ] || printf 'Depends: %s\n' "$4"
		[ -z "$5" ] || printf '%s\n' "$5"
		printf 'Description: %s\n%s\n' "$6" "$7"
	} >"$folder/DEBIAN/control"
	(cd "$folder" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2) >"$folder/DEBIAN/md5sums"
	dpkg-deb --root-owner-group --build "$folder" "$out/${name}_${version}_$3.deb" >/dev/null
}

same=' tally reads published figures, keeps them in one file, finds which of them
 cannot all be true and says why, bounds what nobody published, reconciles
 them, draws charts and hands clean series to models.'
mkdir -p "$out"
mkdir -p "$work/libtally0/DEBIAN"
printf 'libtally 0 libtally0 (>= %s)\n' "$version" >"$work/libtally0/DEBIAN/shlibs"
printf 'activate-noawait ldconfig\n' >"$work/libtally0/DEBIAN/triggers"
package libtally0 libs "$architecture" "$(depends "libtally0/usr/lib/$multiarch/libtally.so.?.*")" 'Multi-Arch: same' \
	'makes published figures tally (shared library)' "$same
 .
 This package holds the shared library."
package libtally-dev libdevel "$architecture" "libtally0 (= $version)" 'Multi-Arch: same' \
	'makes published figures tally (development files)' "$same
 .
 This package holds the header, the archive and the pkg-config file."
# What Python compiles goes with the module.
mkdir -p "$work/python3-tally/DEBIAN"
printf '#!/bin/sh\nset -e\npy3clean -p python3-tally 2>/dev/null || true\n' >"$work/python3-tally/DEBIAN/prerm"
chmod 755 "$work/python3-tally/DEBIAN/prerm"
package python3-tally python all "python3, libtally0 (>= $version)" 'Recommends: python3-pandas' \
	'makes published figures tally (Python 3 module)' "$same
 .
 This package holds the Python module."
package tally science "$architecture" "$(depends tally/usr/bin/tally tally/usr/lib/tally/tally-office)" 'Recommends: gnuplot-nox, fonts-noto-cjk' \
	'makes published figures tally' "$same"
