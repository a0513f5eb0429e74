#include "cli/common_flags.hpp"

#include <array>

namespace wheels::cli {
namespace {

using Kind = Flag::Kind;

constexpr std::array flags{
    Flag{"destination", 'd', Kind::text, "NAME", "Use deploy.NAME.yml as well, and secrets of that name", {}},
    Flag{"config-file", 'c', Kind::text, "FILE", "Configuration file (default: config/deploy.yml)", "config"},
    Flag{"hosts", 'h', Kind::text, "LIST", "Only these hosts, separated by commas; * ? [a-c] {a,b} match",
         "host"},
    Flag{"roles", 'r', Kind::text, "LIST", "Only these roles, separated by commas; wildcards as above",
         "role"},
    Flag{"primary", 'p', Kind::boolean, {}, "Only the primary host", {}},
    Flag{"version", 0, Kind::text, "VERSION", "Version of the app (default: $VERSION, then git's commit)",
         "release"},
    Flag{"skip-hooks", 'H', Kind::boolean, {}, "Run no hooks", {}},
    Flag{"playground", 0, Kind::boolean, {}, "In the project's playground, see `playground up`", {}},
    Flag{"dry-run", 0, Kind::boolean, {}, "Show what would run on every host, and connect to none", {}},
    Flag{"lock-wait", 0, Kind::boolean, {}, "Wait while another deploy holds the lock", {}},
    Flag{
        "lock-wait-timeout", 0, Kind::count, "SECONDS", "Give up waiting after this time (default: 900)", {}},
    Flag{"lock-wait-interval", 0, Kind::count, "SECONDS", "Look again after this time (default: 15)", {}},
    Flag{"quiet", 'q', Kind::boolean, {}, "Show only errors, warnings and hooks that fail", {}},
    Flag{"verbose", 'v', Kind::boolean, {}, "Show every command and what it prints", {}},
    Flag{"help", 0, Kind::boolean, {}, "Show help", {}},
};

}  // namespace

Flags common_flags() {
    return flags;
}

}  // namespace wheels::cli
