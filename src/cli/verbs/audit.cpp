#include <array>

#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    json_flag,
    Flag{"lines", 'n', Flag::Kind::count, "N", "So many lines of each (default: 50)", "tail"},
};

awaitable<void> run(Context& context) {
    verb::Audit audit;
    audit.lines = context.asked.count("lines").value_or(audit.lines);
    co_await ask(context, audit, Context::Needs::to_ask);
}

}  // namespace

extern const Verb audit_verb;
const Verb audit_verb{
    .name = "audit",
    .summary = "Show the last lines of every host's audit log",
    .flags = flags,
    .examples =
        "wheels deploy audit\n"
        "wheels deploy audit --primary\n",
    .run = run,
};

}  // namespace wheels::cli
