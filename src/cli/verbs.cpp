#include <array>

#include "cli/verb.hpp"

namespace wheels::cli {

extern const Verb deploy_verb;
extern const Verb redeploy_verb;
extern const Verb rollback_verb;
extern const Verb setup_verb;
extern const Verb details_verb;
extern const Verb audit_verb;
extern const Verb config_verb;
extern const Verb lock_status_verb;
extern const Verb lock_acquire_verb;
extern const Verb lock_release_verb;
extern const Verb prune_all_verb;
extern const Verb prune_containers_verb;
extern const Verb prune_images_verb;
extern const Verb server_bootstrap_verb;
extern const Verb docs_verb;
extern const Verb version_verb;

std::span<const Verb* const> verbs() {
    static constexpr std::array all{
        &deploy_verb,       &redeploy_verb,         &rollback_verb,
        &setup_verb,        &details_verb,          &audit_verb,
        &config_verb,       &lock_status_verb,      &lock_acquire_verb,
        &lock_release_verb, &prune_all_verb,        &prune_containers_verb,
        &prune_images_verb, &server_bootstrap_verb, &docs_verb,
        &version_verb,
    };
    return all;
}

}  // namespace wheels::cli
