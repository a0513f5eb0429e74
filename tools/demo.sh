#!/bin/sh
# ./dev demo: three container hosts on this machine, and what a deploy to them looks like when it goes well and when not.
# Ends with 1 when something was not as it should be: a request failed, or a deploy ended otherwise than told beforehand.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
name=${DEMO_FLEET:-demo}
project=$root/.dev/demo-$name
wheels=${WHEELS:-$root/build/wheels}
load=
bad=0

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold= plain=; fi
step() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }
show() { sed 's/^/    | /'; }
complain() { echo "NOT AS IT SHOULD BE: $*"; bad=1; }

clean_up() {
    status=$?
    trap - EXIT INT TERM HUP
    [ -z "$load" ] || kill "$load" 2>/dev/null || true
    step "Taking the hosts down"
    test/fleet/fleet down --name "$name"
    rm -rf "$project"
    exit $status
}

# deploy STATUS ARGS...: runs wheels deploy in the project, and holds it to the status.
deploy() {
    expected=$1
    shift
    printf '\n%s$ wheels deploy %s%s\n' "$bold" "$*" "$plain"
    status=0
    (cd "$project" && HOME=$FLEET_HOME "$wheels" deploy "$@") </dev/null || status=$?
    echo "(exit status $status)"
    [ "$status" = "$expected" ] || complain "exit status $status instead of $expected"
}

load_starts() {
    # shellcheck disable=SC2086
    python3 test/fleet/load.py --host-header app.example $FLEET_HOSTS >"$project/load.json" &
    load=$!
    sleep 1
}

load_ends() {
    sleep 1
    kill "$load"
    wait "$load" || true
    load=
    python3 - "$project/load.json" <<'EOF'
import json, sys
seen = json.load(open(sys.argv[1]))
kinds = ", ".join(f"{count} said '{text}'" for text, count in seen["answers"].items())
print(f"\nload: {seen['requests']} requests during the deploy, {seen['failed']} failed; {kinds}; the slowest took {seen['longest_ms']} ms")
for text, count in seen["errors"].items():
    print(f"      {count} times {text}")
EOF
    grep -q '"failed": 0,' "$project/load.json" || complain "requests failed"
}

serving() {
    for host in $FLEET_HOSTS; do
        answer=$(python3 -c '
import sys, urllib.request
print(urllib.request.urlopen(urllib.request.Request(f"http://{sys.argv[1]}/", headers={"Host": "app.example"}), timeout=5).read().decode().strip())' "$host" 2>&1 | tail -n 1)
        echo "    http://$host/ says: $answer"
        [ "$answer" = "version $1" ] || complain "$host should serve $1"
    done
}

[ "$(id -u)" = 0 ] || { echo "./dev demo: needs root, for network namespaces and Docker" >&2; exit 1; }
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

step "Bringing up three container hosts, a registry and the images of an app (namespaces of this machine, no download)"
rm -rf "$project"
mkdir -p "$project"
# --with: the hosts go even when this script is killed.
test/fleet/fleet up 3 --name "$name" --with $$
set -a
eval "$(test/fleet/fleet env --name "$name")"
set +a
case "$FLEET_PROXY" in
    real) proxy="the real one" ;;
    binary) proxy="made from the program that KAMAL_PROXY_BINARY names" ;;
    *) proxy="NOT the real one, which could not be pulled, but the stand-in of test/kamal_proxy" ;;
esac
echo "hosts: $FLEET_HOSTS, each with its own sshd and Docker"
echo "kamal-proxy: $proxy"

step "The project: config/deploy.yml, one secret, three hooks"
tools/demo_project.sh "$project"
show <"$project/config/deploy.yml"
for hook in "$project"/.kamal/hooks/*; do echo "  .kamal/hooks/${hook##*/}"; show <"$hook"; done

step "1. First deploy: version v1, to all hosts at once"
deploy 0 -P --version v1
serving v1

step "2. Version v2, while clients send requests to all three hosts and count the failed ones"
load_starts
deploy 0 -P --version v2
load_ends
serving v2

step "3. A hook refuses: pre-deploy ends with a status that is not zero, so nothing is touched (exit status 4)"
export STAGING=down

deploy 4 -P --version v3
unset STAGING
serving v2

step "4. A version that never gets healthy: the deploy fails, the failure hook is told, v2 goes on serving (exit status 1)"
load_starts
deploy 1 -P --version unhealthy
load_ends
serving v2

step "5. Back to v1, whose containers are still there"
load_starts
deploy 0 rollback v1
load_ends
serving v1

step "What a host has kept of it"
deploy 0 audit --primary

[ "$bad" = 0 ] && step "All as it should be." || step "Something was not as it should be; see above."
exit $bad
