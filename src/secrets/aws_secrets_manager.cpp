#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"aws_secrets_manager", "AWS", "aws",
                     "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
                     "aws configure"};

using Arguments = std::vector<std::string>;

constexpr std::size_t batch = 20;  // what one call of the service may ask for

Arguments get_values(const std::vector<std::string>& ids, const std::optional<std::string>& profile) {
    Arguments line{"secretsmanager", "batch-get-secret-value", "--secret-id-list"};
    line.insert(line.end(), ids.begin(), ids.end());
    if (profile) line.insert(line.end(), {"--profile", *profile});
    line.insert(line.end(), {"--output", "json"});
    return line;
}

// A secret that is a JSON object has a value per key; a JSON text is taken out of its quotes; anything else,
// numbers as well, stays byte for byte what was stored.
void add(Values& values, const Json& secret, const VaultCli& cli) {
    const auto name = text_of(member(secret, "Name")).value_or("");
    const auto stored = text_of(member(secret, "SecretString"));
    if (!stored) cli.fail(name + " holds no text", "binary secrets cannot be fetched");
    const auto inner = parse_json(*stored);
    if (inner && inner->is_object()) {
        for (const auto& [key, value] : inner->items())
            values.set(name + "/" + key, value.is_null() ? "null" : text_of(value));
    } else {
        values.set(name, inner && inner->is_string() ? inner->get<std::string>() : *stored);
    }
}

std::string errors_in(const Json& reply) {
    std::vector<std::string> errors;
    for (const auto& error : member(reply, "Errors"))
        errors.push_back(text_of(member(error, "SecretId")).value_or("") + ": " +
                         text_of(member(error, "Message")).value_or(""));
    return text::join(errors, " ");
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    const auto names = prefixed_names(request);
    if (names.empty()) cli.fail("nothing was asked for", "name the secrets to fetch");
    std::vector<Arguments> lines;
    for (std::size_t i = 0; i < names.size(); i += batch) {
        const auto end = std::min(names.size(), i + batch);
        const std::vector<std::string> ids(names.begin() + static_cast<std::ptrdiff_t>(i),
                                           names.begin() + static_cast<std::ptrdiff_t>(end));
        lines.push_back(get_values(ids, request.account));
    }
    const auto replies = co_await cli.run_each(std::move(lines));
    Values values;
    for (const auto& reply : replies) {
        if (!reply.succeeded())
            cli.fail("could not read " + text::join(names, ", ") + " from AWS Secrets Manager", reply);
        const auto json = parse_json(reply.out);
        if (!json) cli.fail("`aws secretsmanager` answered something else than JSON");
        const auto errors = errors_in(*json);
        if (!errors.empty()) cli.fail(errors);
        for (const auto& secret : member(*json, "SecretValues")) add(values, secret, cli);
    }
    co_return values;
}

}  // namespace

const Adapter aws_secrets_manager{tool, false, fetch};

}  // namespace wheels::secrets
