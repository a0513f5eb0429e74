# Sourced: clean Debian roots for the checks of packages. debootstrap makes one per suite; a check works on a copy.
. tools/private_apt.sh

# clean_root SUITE: prints the folder of a copy, with everything that the suite's minimal installation has.
clean_root() {
    kept=$work/roots/$1
    if [ ! -e "$kept/.complete" ]; then
        rm -rf "$kept"
        mkdir -p "$work/roots"
        mirror=$(mirror_of 0)
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
