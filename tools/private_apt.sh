# Packages of another Debian than this machine's, in its release or its architecture, by lists and downloads of their own: the
# machine's apt is not changed. Sourced, from the project's root, by a script with a function `give_up REASON` that ends it.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# apt itself is asked for the mirrors, because their lists come in two formats and several places.
mirror_of() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN)' 'Created-By: Packages' |
        awk -v security="$1" '$3 == "Debian" && ($2 ~ /-security$/) == security && $2 !~ /-(updates|backports)$/ { print $1; exit }'
}

private_apt() {
    # shellcheck disable=SC2086
    apt-get -q $private_options -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$private/sources" \
        -o Dir::State::lists="$private/lists" -o Dir::Cache="$private/cache" "$@" </dev/null
}

# read_lists NAME deb|deb-src [RELEASE [ARCHITECTURE]]: from now on private_apt knows the packages of Debian 13, or of what is
# named; what it says goes to $private/log, and downloads belong into $private/download. The caller removes $private.
read_lists() {
    release=${3:-trixie}
    private=$PWD/.dev/apt-$1
    # Of another architecture nothing is installed here, so that an installation would bring all that a package needs.
    private_options=${4:+-o APT::Architecture=$4 -o APT::Architectures=$4 -o Dir::State::status=$private/status}
    command -v apt-get >/dev/null && command -v dpkg-source >/dev/null && [ -f $keyring ] || give_up "apt, dpkg-dev or Debian's keyring is missing"
    mirror=$(mirror_of 0)
    security=$(mirror_of 1)
    [ -n "$mirror" ] || give_up "found no mirror of Debian in this machine's apt (run apt-get update)"
    rm -rf "$private"
    mkdir -p "$private/sources" "$private/lists/partial" "$private/cache/archives/partial" "$private/download"
    : >"$private/status"
    echo "$2 [signed-by=$keyring] $mirror $release main" >"$private/sources/$release.list"
    [ -z "$security" ] || echo "$2 [signed-by=$keyring] $security $release-security main" >>"$private/sources/$release.list"
    private_apt update >"$private/log" 2>&1 || give_up "no package lists of Debian's $release from $mirror (see $private/log)"
}
