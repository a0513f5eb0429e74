// Deploys the project in a directory, and prints what happens in words of its own:
//
//     embed DIRECTORY VERSION [--dry-run]
//
// docs/embedding.md explains it line by line.
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstdio>
#include <string>
#include <variant>

#include "wheels/project.hpp"

namespace {

class Printer : public wheels::Sink {
public:
    void on_event(const wheels::Event& event) noexcept override {
        if (const auto* phase = std::get_if<wheels::event::PhaseStarted>(&event))
            std::printf("== %s\n", phase->title.c_str());
        if (const auto* hook = std::get_if<wheels::event::HookOutput>(&event))
            std::printf("%s%s%s", hook->begins_line ? "hook: " : "", hook->text.c_str(),
                        hook->ends_line ? "\n" : "");
        if (const auto* planned = std::get_if<wheels::event::Planned>(&event))
            std::printf("%s: %s\n", planned->host.c_str(), planned->text.c_str());
    }
};

asio::awaitable<void> ship(std::string directory, std::string version, bool dry_run) {
    Printer printer;
    auto surroundings = wheels::surroundings_of_this_process(directory);
    surroundings.sinks = {&printer};
    wheels::ProjectOptions options;
    options.version = std::move(version);
    const auto project = co_await wheels::Project::load(std::move(surroundings), std::move(options));
    const wheels::ShipOptions how{.skip_push = true, .dry_run = dry_run};
    const auto report = co_await project.deploy(how);
    std::printf("version %s is on %zu hosts\n", report.version.c_str(), report.hosts.size());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return std::fprintf(stderr, "embed DIRECTORY VERSION [--dry-run]\n"), 2;
    asio::io_context loop;
    int status = 0;
    asio::co_spawn(loop, ship(argv[1], argv[2], argc > 3), [&](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const wheels::RunError& error) {
            std::fprintf(stderr, "%s\n", error.what());
            for (const auto& role : error.report().roles)
                std::fprintf(stderr, "%s on %s: %s\n", role.role.c_str(), role.host.c_str(),
                             std::string(wheels::to_string(role.state)).c_str());
            status = wheels::exit_status(error.kind());
        } catch (const wheels::Error& error) {
            std::fprintf(stderr, "%s\n", error.what());
            status = wheels::exit_status(error.kind());
        }
    });
    loop.run();
    return status;
}
