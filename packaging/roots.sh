# Sourced: clean Debian roots for the checks of packages. debootstrap makes one per suite; a check works on a copy.

# clean_root SUITE: prints the folder of a copy, with everything that the suite's minimal installation has.
clean_root() {
    kept=$work/roots/$1
    if [ ! -e "$kept/.complete" ]; then
        rm -rf "$kept"
        mkdir -p "$work/roots"
        mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN)' 'Created-By: Packages' | awk '$2 == "Debian" { print $1; exit }')
        [ -n "$mirror" ] || die "apt knows no archive of Debian to make a root from"
        debootstrap --variant=minbase "$1" "$kept" "$mirror" >"$work/debootstrap.log" 2>&1 ||
            die "debootstrap failed; see $work/debootstrap.log"
        touch "$kept/.complete"
    fi
    copy=$work/roots/copy
    rm -rf "$copy"
    cp -a "$kept" "$copy"
    rm "$copy/.complete"
    cp /etc/resolv.conf /etc/hosts "$copy/etc/"
    echo "$copy"
}
