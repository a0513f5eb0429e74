#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wheels/canary_share.hpp"
#include "wheels/export.hpp"

namespace wheels {

/// What a run may do: one small value for each verb of the command line, with what that verb alone wants to
/// know. docs/command-line.md says what each of them does.
namespace verb {

/// Ships the app.
struct Deploy {
    bool skip_push = false;  ///< The image is in the registry already.
    bool no_cache = false;   ///< Builds without Docker's build cache.
    /// As a canary: the roles behind kamal-proxy get a second container, which is given this share of their
    /// requests, and everything else stays as it is. Error{command_failed} where the role is not served yet,
    /// or serves this version. A canary that goes on is replaced.
    std::optional<CanaryShare> canary;

    bool builds() const { return !skip_push; }
};
/// The same without a look at the proxy, and without pruning.
struct Redeploy {
    bool skip_push = false;
    bool no_cache = false;

    bool builds() const { return !skip_push; }
};
/// Docker where it is missing, then a deploy that boots the accessories too.
struct Setup {
    bool skip_push = false;
    bool no_cache = false;

    bool builds() const { return !skip_push; }
};
/// Back to a version of which all hosts still have a container.
struct Rollback {
    /// Instead of the configuration's. Empty: the hosts are asked for the one before, as by FindPrevious; in
    /// a dry run, too, since what it shows depends on that.
    std::string version;
    bool pre_connected = false;  ///< The hook pre-connect has run already, for FindPrevious.
};
/// Gives the canary another share. Error{command_failed} where there is none.
struct CanarySet {
    CanaryShare share;
};
/// The canary's version takes over: its containers serve all requests, other roles are booted in it, the old
/// ones are stopped. Error{command_failed} where no host in scope has a canary of this version.
struct CanaryPromote {
    std::string version;         ///< Instead of the configuration's; Status tells it.
    bool pre_connected = false;  ///< The hook pre-connect has run already, for Status.
};
/// The version that serves gets all requests back, and the canary is stopped. Nothing happens where there is
/// none.
struct CanaryAbort {};
/// Asks which version that is when nobody names one: Report::previous. Changes nothing. Error{command_failed}
/// when there is none.
struct FindPrevious {};

/// Docker where it is missing, and the docker-setup hook.
struct Bootstrap {};
struct Prune {
    enum class What { all, containers, images };
    What what = What::all;
    std::optional<std::int64_t> retain;  ///< Stopped containers; at least 1. Unset: `retain_containers`.
};

/// Builds and pushes the image.
struct BuildPush {
    std::string output = "registry";  ///< What buildx makes of it.
    bool no_cache = false;

    bool builds() const { return true; }
};
/// Lets the hosts of the app pull it.
struct BuildPull {};
/// Both.
struct BuildDeliver {
    std::string output = "registry";
    bool no_cache = false;

    bool builds() const { return true; }
};
/// Builds the project's folder as it lies there, tagged `VERSION-dirty`; no hook runs, nothing is pushed.
struct BuildDev {
    std::string output = "docker";  ///< `docker` keeps the image on this machine.
    bool no_cache = false;

    bool builds() const { return true; }
};
/// Makes or removes the builder that `builder` of deploy.yml stands for; says so when it needs none.
struct BuildCreate {};
struct BuildRemove {};
/// Answers with what there is to build with, as docker tells it.
struct BuildDetails {};

/// Logs this machine and the hosts in; starts a registry that this machine serves.
struct RegistryLogin {
    bool skip_local = false;   ///< Leaves this machine out.
    bool skip_remote = false;  ///< Leaves the hosts out.
};
/// The reverse.
struct RegistryLogout {
    bool skip_local = false;
    bool skip_remote = false;
};

/// Starts the version on its hosts, or starts it anew. No image is pulled by it.
struct AppBoot {
    std::optional<std::string> version;  ///< Unset: the image that is tagged `latest[-DESTINATION]`.
};
/// Starts the container of the configuration's version, and leads the proxy to the one that serves then.
struct AppStart {};
/// Takes the app from the proxy, and stops its containers.
struct AppStop {};
/// Takes the app from the proxy, and removes what the hosts have of it. A host keeps images and folders while
/// roles that are out of scope run there.
struct AppRemove {};
/// Parts of that, for stopped containers: the one of a version, all of them, the images, the folders.
struct AppRemoveContainer {
    std::string version;
};
struct AppRemoveContainers {};
struct AppRemoveImages {};
struct AppRemoveDirectories {};
/// The proxy answers for the app, with a page of its own, or serves it again.
struct AppMaintenance {
    std::optional<std::int64_t> drain_timeout;  ///< Seconds for requests that are on their way.
    std::optional<std::string> message;         ///< For the page.
};
struct AppLive {};
/// Answers with the containers of every role, all containers of the app, its images, the version that runs.
struct AppDetails {};
struct AppContainers {};
struct AppImages {};
struct AppVersion {};
/// Answers with the containers that run beside the one that serves; stops them.
struct AppStaleContainers {
    bool stop = false;
};

/// Accessories by name; all when there is none. Error{usage} for one that deploy.yml does not have, and for
/// one without a host in scope.
struct AccessoryBoot {
    std::vector<std::string> names;
};
/// Pulls the image, and replaces the container.
struct AccessoryReboot {
    std::vector<std::string> names;
};
struct AccessoryStart {
    std::vector<std::string> names;
};
struct AccessoryStop {
    std::vector<std::string> names;
};
struct AccessoryRestart {
    std::vector<std::string> names;
};
/// Removes containers, images, and the folders with the data.
struct AccessoryRemove {
    std::vector<std::string> names;
};
/// From Kamal 1 to 2: reboots them into Docker's network of Kamal 2.
struct AccessoryUpgrade {
    std::vector<std::string> names;
    bool rolling = false;  ///< One host after the other.
};
/// One of the steps of these alone.
struct AccessoryStep {
    enum class What { upload, directories, pull_image, remove_container, remove_image, remove_directory };
    What what = What::upload;
    std::vector<std::string> names;
};
/// Answers with their containers.
struct AccessoryDetails {
    std::vector<std::string> names;
};

/// Starts the proxy where it does not run.
struct ProxyBoot {};
/// Replaces its container.
struct ProxyReboot {
    bool rolling = false;  ///< One host after the other.
};
struct ProxyStart {};
struct ProxyStop {};
struct ProxyRestart {};
/// Removes container, image and folder. Error{command_failed} while a host has folders of apps.
struct ProxyRemove {
    bool force = false;  ///< Whatever apps there are.
};
/// One of the steps of that alone.
struct ProxyStep {
    enum class What { remove_container, remove_image, remove_directory };
    What what = What::remove_container;
};
/// From Kamal 1 to 2: kamal-proxy in the place of Traefik, and the app booted behind it.
struct ProxyUpgrade {
    bool rolling = false;
};
/// Answers with its container.
struct ProxyDetails {};
/// Files on the hosts by which the proxy is run where deploy.yml has no `proxy/run`.
struct ProxyBootConfigSet {
    ProxyBootConfigSet() = default;

    bool publish = true;
    std::vector<std::string> publish_host_ips;
    std::int64_t http_port = 80;
    std::int64_t https_port = 443;
    std::string log_max_size = "10m";  ///< Empty: no limit.
    std::optional<std::string> registry;
    std::optional<std::string> repository;
    std::optional<std::string> image_version;
    std::optional<std::int64_t> metrics_port;
    bool debug = false;
    std::vector<std::string> docker_options;  ///< `OPTION=VALUE`, without dashes.
};
struct ProxyBootConfigGet {};
struct ProxyBootConfigReset {};

/// Removes the app, the accessories, and the proxy where no other app needs it; logs the hosts out.
struct Remove {};
/// From Kamal 1 to 2: proxy and accessories.
struct Upgrade {
    bool rolling = false;
};

/// Answers with the containers of proxy, app and accessories of every host.
struct Details {};
/// Answers with what runs where, and who holds the deploy lock: Report::status.
struct Status {};
/// Answers with the last lines of every host's audit log.
struct Audit {
    unsigned lines = 50;  ///< Of each host, the last ones.
};

/// Looks for whatever may be in the way of a deploy, here and on every host: Report::checkups. See also
/// diagnose(), which looks at the configuration, too.
struct Doctor {
    bool tries_accounts = true;  ///< Whether registries take our accounts; the secrets have to be there.
};

/// A command line to run, and how. Its output goes to Request::console, its end is in the report.
struct Execution {
    std::string command;       ///< For the shell of the host, which expands it.
    bool interactive = false;  ///< Somebody talks with it, on the primary host alone.
    bool terminal = false;     ///< With `interactive`: it gets a terminal.
    bool raw = false;          ///< Its output is wanted as it is, unredacted.
    bool input = false;        ///< There is input for it; needs exactly one place to run it in.
    bool everywhere = false;   ///< A host that cannot be reached does not keep the others from it.
};
/// Runs a command in containers of the app: new ones, or with `reuse` those that run.
struct AppExec {
    Execution execution;
    std::vector<std::pair<std::string, std::string>> environment;
    bool reuse = false;
    bool detach = false;  ///< Does not wait for it; answers with the containers' ids.
    /// Unset: the latest image; with `reuse` what runs on the primary host.
    std::optional<std::string> version;
};
/// The same for an accessory.
struct AccessoryExec {
    std::string accessory;
    Execution execution;
    bool reuse = false;
};
/// Runs a command on the hosts themselves.
struct ServerExec {
    Execution execution;
};

/// Which lines of a log.
struct LogLines {
    std::optional<std::string> since;  ///< A time, or how long ago: `42m`.
    std::optional<unsigned> lines;     ///< How many at most. Unset: a hundred, all with `since` or `grep`.
    std::optional<std::string> grep;   ///< Only those that match.
    std::string grep_options;          ///< Further options of grep, as in a shell.
    bool timestamps = true;
    bool follow = false;  ///< Goes on with what is written from now on, until it is interrupted.
    bool raw = false;     ///< As they are, unredacted.
};
/// Shows the logs of the app's serving containers.
struct AppLogs {
    LogLines lines;
    std::optional<std::string> container;  ///< This one instead, by its id.
};
struct AccessoryLogs {
    std::string accessory;
    LogLines lines;
};
struct ProxyLogs {
    LogLines lines;
};

/// Answers with who holds the deploy lock; no answer: nobody does.
struct LockStatus {};
/// Takes the lock by hand. Error{lock_held} when somebody has it.
struct LockAcquire {
    std::string message;  ///< Shown to everybody who meets the lock.
};
/// Releases the lock, whoever holds it. Error{command_failed} when there is none.
struct LockRelease {};

}  // namespace verb

using Verb = std::variant<verb::Deploy,
                          verb::Redeploy,
                          verb::Setup,
                          verb::Rollback,
                          verb::CanarySet,
                          verb::CanaryPromote,
                          verb::CanaryAbort,
                          verb::FindPrevious,
                          verb::Bootstrap,
                          verb::Prune,
                          verb::BuildPush,
                          verb::BuildPull,
                          verb::BuildDeliver,
                          verb::BuildDev,
                          verb::BuildCreate,
                          verb::BuildRemove,
                          verb::BuildDetails,
                          verb::RegistryLogin,
                          verb::RegistryLogout,
                          verb::AppBoot,
                          verb::AppStart,
                          verb::AppStop,
                          verb::AppRemove,
                          verb::AppRemoveContainer,
                          verb::AppRemoveContainers,
                          verb::AppRemoveImages,
                          verb::AppRemoveDirectories,
                          verb::AppMaintenance,
                          verb::AppLive,
                          verb::AppDetails,
                          verb::AppContainers,
                          verb::AppImages,
                          verb::AppVersion,
                          verb::AppStaleContainers,
                          verb::AccessoryBoot,
                          verb::AccessoryReboot,
                          verb::AccessoryStart,
                          verb::AccessoryStop,
                          verb::AccessoryRestart,
                          verb::AccessoryRemove,
                          verb::AccessoryUpgrade,
                          verb::AccessoryStep,
                          verb::AccessoryDetails,
                          verb::ProxyBoot,
                          verb::ProxyReboot,
                          verb::ProxyStart,
                          verb::ProxyStop,
                          verb::ProxyRestart,
                          verb::ProxyRemove,
                          verb::ProxyStep,
                          verb::ProxyUpgrade,
                          verb::ProxyDetails,
                          verb::ProxyBootConfigSet,
                          verb::ProxyBootConfigGet,
                          verb::ProxyBootConfigReset,
                          verb::Remove,
                          verb::Upgrade,
                          verb::Details,
                          verb::Status,
                          verb::Audit,
                          verb::Doctor,
                          verb::AppExec,
                          verb::AccessoryExec,
                          verb::ServerExec,
                          verb::AppLogs,
                          verb::AccessoryLogs,
                          verb::ProxyLogs,
                          verb::LockStatus,
                          verb::LockAcquire,
                          verb::LockRelease>;

/// Whether the verb builds the image: then the configuration needs a `builder` (see ProjectOptions::builds).
WHEELS_API bool builds(const Verb& verb);

}  // namespace wheels
