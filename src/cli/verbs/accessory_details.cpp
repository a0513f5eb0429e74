#include <utility>

#include "cli/verbs/accessory_names.hpp"
#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::AccessoryDetails details;
    details.names = accessory_names(context);
    co_await ask(context, std::move(details), Context::Needs::to_ask);
}

}  // namespace

extern const Verb accessory_details_verb;
const Verb accessory_details_verb{
    .name = "accessory details",
    .summary = "Show the containers of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .flags = json_flags,
    .examples = "wheels deploy accessory details db\n",
    .run = run,
};

}  // namespace wheels::cli
