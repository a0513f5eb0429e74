#include <array>

#include "cli/verb.hpp"

namespace wheels::cli {

extern const Verb deploy_verb;
extern const Verb redeploy_verb;
extern const Verb rollback_verb;
extern const Verb setup_verb;
extern const Verb init_verb;
extern const Verb details_verb;
extern const Verb audit_verb;
extern const Verb config_verb;
extern const Verb lock_status_verb;
extern const Verb lock_acquire_verb;
extern const Verb lock_release_verb;
extern const Verb prune_all_verb;
extern const Verb prune_containers_verb;
extern const Verb prune_images_verb;
extern const Verb registry_setup_verb;
extern const Verb registry_login_verb;
extern const Verb registry_logout_verb;
extern const Verb registry_remove_verb;
extern const Verb server_bootstrap_verb;
extern const Verb build_deliver_verb;
extern const Verb build_push_verb;
extern const Verb build_pull_verb;
extern const Verb build_dev_verb;
extern const Verb build_create_verb;
extern const Verb build_remove_verb;
extern const Verb build_details_verb;
extern const Verb secrets_fetch_verb;
extern const Verb secrets_extract_verb;
extern const Verb secrets_print_verb;
extern const Verb fetch_secrets_verb;
extern const Verb extract_secrets_verb;
extern const Verb print_secrets_verb;
extern const Verb docs_verb;
extern const Verb version_verb;

std::span<const Verb* const> verbs() {
    static constexpr std::array all{
        &deploy_verb,
        &redeploy_verb,
        &rollback_verb,
        &setup_verb,
        &init_verb,
        &details_verb,
        &audit_verb,
        &config_verb,
        &lock_status_verb,
        &lock_acquire_verb,
        &lock_release_verb,
        &prune_all_verb,
        &prune_containers_verb,
        &prune_images_verb,
        &registry_setup_verb,
        &registry_login_verb,
        &registry_logout_verb,
        &registry_remove_verb,
        &server_bootstrap_verb,
        &build_deliver_verb,
        &build_push_verb,
        &build_pull_verb,
        &build_dev_verb,
        &build_create_verb,
        &build_remove_verb,
        &build_details_verb,
        &secrets_fetch_verb,
        &secrets_extract_verb,
        &secrets_print_verb,
        &fetch_secrets_verb,
        &extract_secrets_verb,
        &print_secrets_verb,
        &docs_verb,
        &version_verb,
    };
    return all;
}

}  // namespace wheels::cli
