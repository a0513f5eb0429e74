#pragma once

#include "config/tree.hpp"

namespace wheels::config {

/// `over` on top of `base`: maps are merged, everything else is replaced.
Tree merge(Tree base, const Tree& over);

/// As merge(), for whole files. Of keys that stand for each other (`host` and `hosts` of a proxy, the six
/// that place an accessory) the ones of `over` replace those of `base`; Kamal leaves both and refuses them.
Tree merge_files(Tree base, const Tree& over);

/// As merge(), for two `proxy` maps: the same for `host`/`hosts` and `path_prefix`/`path_prefixes`.
Tree merge_proxies(Tree base, const Tree& over);

}  // namespace wheels::config
