#include "engine/image_build.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "commands/registry.hpp"
#include "config/ssh_url.hpp"
#include "engine/build_context.hpp"
#include "engine/host_work.hpp"

namespace wheels::engine {
namespace {

using commands::BuildOptions;
using commands::ImageBuilder;

// What a dry run, which may not ask docker, takes it for.
#if defined(__aarch64__)
constexpr const char* own_architecture = "aarch64";
#else
constexpr const char* own_architecture = "x86_64";
#endif

Error left_out(const std::string& dockerfile) {
    Failure failure;
    failure.kind = ErrorKind::command_failed;
    failure.step = "build the image";
    failure.message = dockerfile + " is not committed, so it is not in the clone that is built";
    failure.hint = "commit it, or set `builder: {context: .}` to build the folder as it is";
    return Error(std::vector<Failure>{failure});
}

Error out_of_reach(const Error& error, const config::SshUrl& url) {
    auto failure = failure_of(error, url.host, "log in to the machine that builds");
    failure.hint = fmt::format(
        "docker goes there with ssh: `ssh -p {} {}{} docker version` has to work without a question",
        url.port, url.user.empty() ? "" : url.user + "@", url.host);
    return Error(std::vector<Failure>{failure});
}

}  // namespace

ImageBuild::ImageBuild(const Config& config, LocalWork& local, Connector* builder_login, Sink& sink)
    : config_(config), local_(local), builder_login_(builder_login), sink_(sink) {}

// Packs need none, and which file a variable stands for is known to the shell alone.
bool ImageBuild::has_dockerfile(const std::string& folder) const {
    const auto& file = config_.builder.dockerfile;
    if (config_.builder.pack || file.find('$') != std::string::npos) return true;
    std::error_code unknown;
    return std::filesystem::exists(std::filesystem::path(folder) / file, unknown);
}

std::vector<Problem> ImageBuild::check() const {
    if (has_dockerfile(local_.project_root())) return {};
    Problem problem;
    problem.file = config_.builder.dockerfile;
    problem.key = "builder/dockerfile";
    problem.text =
        "there is no such file; set `builder: {dockerfile: PATH}`, or deploy what is in the registry with "
        "--skip-push";
    return {problem};
}

awaitable<void> ImageBuild::look_for_docker() {
    auto looking = commands::check_docker();
    looking.command.checked = false;
    const auto found = co_await local_.run(looking);
    if (found.status != 0) {
        auto failure = failure_of(LocalWork::failed(looking.command, found), {}, looking.command.name);
        failure.hint =
            "install docker with its buildx plugin here, or deploy what is in the registry with --skip-push";
        throw Error(std::vector<Failure>{failure});
    }
}

awaitable<void> ImageBuild::prepare() {
    co_await look_for_docker();
    const auto builder = co_await this->builder();
    if (config_.registry.is_local()) {
        LocalCommand start(commands::start_local_registry(config_.registry));
        co_await local_.run(std::move(start));
        co_return;
    }
    if (!builder.logs_in_locally()) co_return;
    LocalCommand login(commands::registry_login(config_.registry));
    co_await local_.run(std::move(login));
}

awaitable<std::string> ImageBuild::architecture() {
    if (architecture_) co_return *architecture_;
    // No answer counts as another architecture, as with Kamal: the other machine builds.
    auto question = commands::ask_architecture();
    question.command.checked = false;
    question.command.dry_reply = own_architecture;
    const auto answer = co_await local_.run(std::move(question));
    architecture_ = commands::replies::architecture(answer.out);
    co_return *architecture_;
}

awaitable<ImageBuilder> ImageBuild::builder() {
    std::string architecture;
    if (config_.builder.remote) architecture = co_await this->architecture();
    ImageBuilder builder(config_, architecture);
    if (builder.builds_remotely() && config_.registry.is_local()) {
        const auto url = config::parse_ssh_url(*config_.builder.remote);
        if (!url) throw Error(ErrorKind::config, "builder/remote: " + std::string(config::needs_ssh_url));
    }
    co_return builder;
}

awaitable<bool> ImageBuild::builds_remotely() {
    const auto builder = co_await this->builder();
    co_return builder.builds_remotely();
}

awaitable<void> ImageBuild::build(BuildOptions options) {
    BuildContext context(config_, local_, sink_);
    options.directory = co_await context.prepare();
    const auto builder = co_await this->builder();
    co_await ensure_builder(builder);
    if (!options.directory.empty() && !local_.dry_run() && !has_dockerfile(options.directory))
        throw left_out(config_.builder.dockerfile);
    auto command = builder.build(options);
    co_await local_.run(std::move(command));
}

awaitable<void> ImageBuild::build_dirty(BuildOptions options) {
    options.dirty = true;
    co_await look_for_docker();
    BuildContext context(config_, local_, sink_);
    co_await context.tell_changes(false);
    const auto builder = co_await this->builder();
    auto command = builder.build(options);
    co_await local_.run(std::move(command));
}

awaitable<void> ImageBuild::ensure_builder(const ImageBuilder& builder) {
    auto inspect = builder.inspect();
    if (!inspect) co_return;
    inspect->command.checked = false;
    const auto found = co_await local_.run(*inspect);
    if (found.status == 0) co_return;
    if (!commands::replies::builder_missing(found.out + found.err))
        throw LocalWork::failed(inspect->command, found);
    auto create = builder.create();
    if (!create) co_return;  // pack fetches what it lacks
    notice(event::Notice::Level::info, "There is no builder that fits: making one");
    // Half of one may be there, from an attempt that failed.
    if (auto remove = builder.remove()) {
        remove->command.checked = false;
        co_await local_.run(std::move(*remove));
    }
    co_await log_in_to_builder();
    co_await local_.run(std::move(*create));
}

// As Kamal does, so that a machine out of reach is told of before docker has half a builder for it. What
// ~/.ssh/config says is known to docker's ssh alone: then it is left to that.
awaitable<void> ImageBuild::log_in_to_builder() {
    const auto url = config::parse_ssh_url(config_.builder.remote.value_or(""));
    if (!url || builder_login_ == nullptr || local_.dry_run()) co_return;
    std::error_code unknown;
    if (std::filesystem::exists(local_.variable("HOME") + "/.ssh/config", unknown)) co_return;
    std::optional<Error> failed;
    try {
        auto session = co_await builder_login_->connect(url->host);
        co_await session->close();
    } catch (const Error& error) {
        failed = error;
    }
    if (failed) throw out_of_reach(*failed, *url);
}

awaitable<void> ImageBuild::create() {
    const auto builder = co_await this->builder();
    if (auto command = builder.create()) {
        co_await log_in_to_builder();
        co_await local_.run(std::move(*command));
    } else {
        notice(event::Notice::Level::info, "This setup needs no builder of its own");
    }
}

awaitable<void> ImageBuild::remove() {
    const auto builder = co_await this->builder();
    if (auto command = builder.remove()) {
        co_await local_.run(std::move(*command));
    } else {
        notice(event::Notice::Level::info, "This setup has no builder of its own");
    }
}

awaitable<std::string> ImageBuild::details() {
    const auto builder = co_await this->builder();
    auto command = builder.details();
    const auto answer = co_await local_.run(std::move(command));
    co_return "Builder: " + std::string(builder.kind_name()) + "\n" + answer.out;
}

void ImageBuild::notice(event::Notice::Level level, std::string text) const {
    sink_.on_event(event::Notice{level, {}, std::move(text)});
}

}  // namespace wheels::engine
