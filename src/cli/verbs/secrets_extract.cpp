#include <array>

#include "cli/context.hpp"
#include "wheels/secrets.hpp"

namespace wheels::cli {
namespace {

constexpr std::array extract_flags{
    Flag{"from", 0, Flag::Kind::text, "JSON", "What a fetch printed, instead of the second argument", {}},
    Flag{"inline", 0, Flag::Kind::boolean, {}, "Taken for Kamal's sake; changes nothing", {}},
};

awaitable<void> run(Context& context) {
    const auto& words = context.asked.arguments;
    const auto json = words.size() > 1 ? std::optional(words[1]) : context.asked.value("from");
    if (!json)
        throw Error(ErrorKind::usage, "secrets extract needs the JSON of a fetch", "quote it as one word");
    context.result(extract_secret(words[0], *json));
    co_return;
}

}  // namespace

extern const Verb secrets_extract_verb;
const Verb secrets_extract_verb{
    .name = "secrets extract",
    .summary = "Take one secret out of what a fetch printed",
    .arguments = "NAME JSON",
    .least = 1,
    .most = 2,
    .flags = extract_flags,
    .examples = "wheels deploy secrets extract DB_PASSWORD \"$FETCHED\"\n",
    .run = run,
};

extern const Verb extract_secrets_verb;
const Verb extract_secrets_verb{
    .name = "extract-secrets",
    .summary = "The same as secrets extract",
    .arguments = "NAME --from JSON",
    .least = 1,
    .most = 2,
    .flags = extract_flags,
    .examples = "wheels deploy extract-secrets DB_PASSWORD --from \"$FETCHED\"\n",
    .run = run,
};

}  // namespace wheels::cli
