#include <utility>

#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    auto lines = co_await ask_one(context, verb::BuildDetails(), Context::Needs::nothing_but_hosts);
    for (auto& line : lines) context.result(std::move(line));
}

}  // namespace

extern const Verb build_details_verb;
const Verb build_details_verb{
    .name = "build details",
    .summary = "Show the build setup",
    .examples = "wheels deploy build details\n",
    .run = run,
};

}  // namespace wheels::cli
