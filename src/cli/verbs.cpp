#include <array>

#include "cli/verb.hpp"

namespace wheels::cli {

extern const Verb deploy_verb;
extern const Verb redeploy_verb;
extern const Verb rollback_verb;
extern const Verb canary_status_verb;
extern const Verb canary_set_verb;
extern const Verb canary_promote_verb;
extern const Verb canary_abort_verb;
extern const Verb setup_verb;
extern const Verb init_verb;
extern const Verb details_verb;
extern const Verb status_verb;
extern const Verb audit_verb;
extern const Verb config_verb;
extern const Verb doctor_verb;
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
extern const Verb app_boot_verb;
extern const Verb app_start_verb;
extern const Verb app_stop_verb;
extern const Verb app_live_verb;
extern const Verb app_maintenance_verb;
extern const Verb app_details_verb;
extern const Verb app_containers_verb;
extern const Verb app_images_verb;
extern const Verb app_version_verb;
extern const Verb app_stale_containers_verb;
extern const Verb app_remove_verb;
extern const Verb app_remove_container_verb;
extern const Verb app_remove_containers_verb;
extern const Verb app_remove_images_verb;
extern const Verb app_remove_app_directories_verb;
extern const Verb accessory_boot_verb;
extern const Verb accessory_reboot_verb;
extern const Verb accessory_start_verb;
extern const Verb accessory_stop_verb;
extern const Verb accessory_restart_verb;
extern const Verb accessory_remove_verb;
extern const Verb accessory_upgrade_verb;
extern const Verb accessory_upload_verb;
extern const Verb accessory_directories_verb;
extern const Verb accessory_pull_image_verb;
extern const Verb accessory_remove_container_verb;
extern const Verb accessory_remove_image_verb;
extern const Verb accessory_remove_service_directory_verb;
extern const Verb accessory_details_verb;
extern const Verb proxy_boot_verb;
extern const Verb proxy_reboot_verb;
extern const Verb proxy_start_verb;
extern const Verb proxy_stop_verb;
extern const Verb proxy_restart_verb;
extern const Verb proxy_details_verb;
extern const Verb proxy_remove_verb;
extern const Verb proxy_remove_container_verb;
extern const Verb proxy_remove_image_verb;
extern const Verb proxy_remove_proxy_directory_verb;
extern const Verb proxy_upgrade_verb;
extern const Verb upgrade_verb;
extern const Verb remove_verb;
extern const Verb proxy_boot_config_verb;
extern const Verb server_bootstrap_verb;
extern const Verb bootstrap_verb;
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
extern const Verb app_exec_verb;
extern const Verb app_logs_verb;
extern const Verb accessory_exec_verb;
extern const Verb accessory_logs_verb;
extern const Verb proxy_logs_verb;
extern const Verb server_exec_verb;
extern const Verb exec_verb;
extern const Verb playground_up_verb;
extern const Verb playground_status_verb;
extern const Verb playground_image_verb;
extern const Verb playground_break_verb;
extern const Verb playground_mend_verb;
extern const Verb playground_run_verb;
extern const Verb playground_down_verb;
extern const Verb docs_verb;
extern const Verb version_verb;

std::span<const Verb* const> verbs() {
    static constexpr std::array all{
        &deploy_verb,
        &redeploy_verb,
        &rollback_verb,
        &canary_status_verb,
        &canary_set_verb,
        &canary_promote_verb,
        &canary_abort_verb,
        &setup_verb,
        &init_verb,
        &details_verb,
        &status_verb,
        &audit_verb,
        &config_verb,
        &doctor_verb,
        &app_boot_verb,
        &app_start_verb,
        &app_stop_verb,
        &app_live_verb,
        &app_maintenance_verb,
        &app_details_verb,
        &app_containers_verb,
        &app_images_verb,
        &app_version_verb,
        &app_stale_containers_verb,
        &app_remove_verb,
        &app_remove_container_verb,
        &app_remove_containers_verb,
        &app_remove_images_verb,
        &app_remove_app_directories_verb,
        &accessory_boot_verb,
        &accessory_reboot_verb,
        &accessory_start_verb,
        &accessory_stop_verb,
        &accessory_restart_verb,
        &accessory_remove_verb,
        &accessory_upgrade_verb,
        &accessory_upload_verb,
        &accessory_directories_verb,
        &accessory_pull_image_verb,
        &accessory_remove_container_verb,
        &accessory_remove_image_verb,
        &accessory_remove_service_directory_verb,
        &accessory_details_verb,
        &proxy_boot_verb,
        &proxy_reboot_verb,
        &proxy_start_verb,
        &proxy_stop_verb,
        &proxy_restart_verb,
        &proxy_details_verb,
        &proxy_remove_verb,
        &proxy_remove_container_verb,
        &proxy_remove_image_verb,
        &proxy_remove_proxy_directory_verb,
        &proxy_upgrade_verb,
        &proxy_boot_config_verb,
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
        &bootstrap_verb,
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
        &upgrade_verb,
        &remove_verb,
        &app_exec_verb,
        &app_logs_verb,
        &accessory_exec_verb,
        &accessory_logs_verb,
        &proxy_logs_verb,
        &server_exec_verb,
        &exec_verb,
        &playground_up_verb,
        &playground_status_verb,
        &playground_image_verb,
        &playground_break_verb,
        &playground_mend_verb,
        &playground_run_verb,
        &playground_down_verb,
        &docs_verb,
        &version_verb,
    };
    return all;
}

}  // namespace wheels::cli
