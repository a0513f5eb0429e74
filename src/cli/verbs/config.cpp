#include "config/report.hpp"

#include "cli/session.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::no_secrets);
    auto text = config::config_report(config);
    text.pop_back();
    session.result(std::move(text));
}

}  // namespace

extern const Verb config_verb;
const Verb config_verb{
    .name = "config",
    .summary = "Show the merged configuration as YAML, without secrets",
    .run = run,
};

}  // namespace wheels::cli
