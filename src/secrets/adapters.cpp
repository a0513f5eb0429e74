#include "secrets/adapters.hpp"

#include <array>
#include <cctype>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::secrets {
namespace {

struct Spelling {
    std::string_view name;
    const Adapter* adapter;
};

// Kamal's names and aliases, then the short ones of wheels' first deploy command.
const std::array<Spelling, 16> spellings{{
    {"1password", &one_password},
    {"one_password", &one_password},
    {"bitwarden", &bitwarden},
    {"bitwarden-sm", &bitwarden_secrets_manager},
    {"bitwarden_secrets_manager", &bitwarden_secrets_manager},
    {"lastpass", &last_pass},
    {"last_pass", &last_pass},
    {"aws_secrets_manager", &aws_secrets_manager},
    {"gcp", &gcp_secret_manager},
    {"gcp_secret_manager", &gcp_secret_manager},
    {"doppler", &doppler},
    {"enpass", &enpass},
    {"passbolt", &passbolt},
    {"op", &one_password},
    {"bw", &bitwarden},
    {"aws", &aws_secrets_manager},
}};

// `AwsSecretsManager`, `aws-secrets-manager` and `aws_secrets_manager` are one name.
std::string canonical(std::string_view name) {
    std::string letters;
    for (const char c : name) {
        if (c != '_' && c != '-') letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return letters == "lpass" ? "lastpass" : letters;
}

}  // namespace

const Adapter& find_adapter(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& spelling : spellings) {
        if (canonical(spelling.name) == canonical(name)) return *spelling.adapter;
        names.push_back(spelling.name);
    }
    const auto meant = text::closest(name, names);
    std::string hint = meant.empty() ? "" : "did you mean " + std::string(meant) + "? ";
    hint +=
        "There are 1password, bitwarden, bitwarden-sm, lastpass, aws_secrets_manager, gcp, doppler, enpass "
        "and "
        "passbolt";
    throw Error(ErrorKind::usage, "unknown secrets adapter: " + text::one_line(name), std::move(hint));
}

std::vector<std::string> prefixed_names(const FetchRequest& request) {
    std::vector<std::string> names;
    for (const auto& name : request.names) names.push_back(request.from ? *request.from + "/" + name : name);
    return names;
}

std::vector<std::string> path_segments(std::string_view path) {
    auto segments = text::split(path, '/');
    while (!segments.empty() && segments.back().empty()) segments.pop_back();
    return segments;
}

}  // namespace wheels::secrets
