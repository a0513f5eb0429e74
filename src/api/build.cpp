#include "wheels/build.hpp"

#include <utility>

#include "api/wiring.hpp"
#include "base/redactor.hpp"
#include "engine/image_build.hpp"
#include "engine/local_work.hpp"
#include "engine/redacting_sink.hpp"

namespace wheels {
namespace {

/// What a build outside of a deploy works with.
struct Workshop {
    Workshop(const Config& config, const Surroundings& surroundings, Sink& to, executor on, bool dry_run)
        : redactor(config.sensitive()),
          sink(to, redactor),
          wiring(config, surroundings, sink, std::move(on), dry_run),
          local(wiring.collaborators().processes,
                sink,
                surroundings.project_root,
                surroundings.environment,
                dry_run),
          build(config, local, wiring.collaborators().builder_login, sink) {}

    Redactor redactor;
    engine::RedactingSink sink;
    api::Wiring wiring;
    engine::LocalWork local;
    engine::ImageBuild build;
};

}  // namespace

DevBuild::DevBuild() = default;

awaitable<void> build_create(const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    Workshop workshop(config, surroundings, sink, on, dry_run);
    co_await workshop.build.create();
}

awaitable<void> build_remove(const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    Workshop workshop(config, surroundings, sink, on, dry_run);
    co_await workshop.build.remove();
}

awaitable<std::string> build_details(const Config& config,
                                     const Surroundings& surroundings,
                                     Sink& sink,
                                     bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    Workshop workshop(config, surroundings, sink, on, dry_run);
    auto details = co_await workshop.build.details();
    co_return details;
}

awaitable<void> build_dev(
    DevBuild request, const Config& config, const Surroundings& surroundings, Sink& sink, bool dry_run) {
    auto on = co_await asio::this_coro::executor;
    Workshop workshop(config, surroundings, sink, on, dry_run);
    auto problems = workshop.build.check();
    if (!problems.empty()) throw Error(std::move(problems));
    commands::BuildOptions options;
    options.output = request.output;
    options.no_cache = request.no_cache;
    co_await workshop.build.build_dirty(std::move(options));
}

}  // namespace wheels
