#include <set>
#include <string>

#include "config/names.hpp"
#include "config/read.hpp"
#include "config/ssh_url.hpp"

namespace wheels::config {
namespace {

// A literal, or one secret's name in brackets.
std::string read_credential(const Node& value, SecretValues& secrets) {
    if (!value.is_present()) {
        value.missing("is required");
        return {};
    }
    if (value.is_list()) {
        const auto items = value.items();
        if (items.size() != 1) {
            value.problem("should be a string or an array with one string (for secret lookup)");
            return {};
        }
        const auto name = items[0].string();
        return name ? secrets.get(*name, items[0]).reveal() : std::string();
    }
    return value.text().value_or("");
}

void check_builder(const Node& builder, const Builder& read) {
    if (read.arches.empty()) {
        builder.at("arch").missing("Builder arch not set: add `arch: amd64` (or arm64, or both)");
    }
    if (builder.at("pack").exists() && read.arches.size() > 1) {
        builder.at("arch").problem("buildpacks only support building for one arch");
    }
    if (builder.at("local").is_false() && !read.remote) {
        builder.at("local").problem("Cannot disable local builds, no remote is set");
    }
}

// What is built here never gets to the remote builder. Whether a single architecture is this machine's only
// its docker knows: ImageBuild asks.
bool is_remote_for_sure(const Builder& builder) {
    const std::set<std::string> arches(builder.arches.begin(), builder.arches.end());
    return builder.remote && (!builder.local || arches.size() > 1);
}

void check_remote(const Node& builder, const Node& registry, const Builder& read) {
    const auto server = registry.at("server").text().value_or("");
    if (!is_remote_for_sure(read) || !server.starts_with("localhost:")) return;
    if (!parse_ssh_url(*read.remote)) builder.at("remote").problem(std::string(needs_ssh_url));
}

// `password: $TOKEN`, which nothing replaces.
void warn_of_variable(const Node& node, std::string_view value) {
    const bool looks_so = value.starts_with('$') && is_secret_name(value.substr(1));
    if (!node.is_list() && looks_so && node.tree()->secrets.empty())
        node.warning("is taken as it stands: a secret is named in a list, as [" +
                     std::string(value.substr(1)) + "]");
}

}  // namespace

Registry read_registry(const Node& registry, SecretValues& secrets) {
    Registry read;
    read.server = registry.at("server").present_text();
    if (!read.is_local()) {
        if (read.server) registry.at("server").problem_if_any(wrong_with_registry_server(*read.server));
        read.username = read_credential(registry.at("username"), secrets);
        read.password = Secret(read_credential(registry.at("password"), secrets));
        warn_of_variable(registry.at("password"), read.password.reveal());
    } else if (!read.local_port()) {
        registry.at("server").problem("a local registry is localhost:PORT, with a port from 1 to 65535");
    }
    return read;
}

Builder read_builder(const Node& builder, const Node& root, SecretValues& secrets) {
    Builder read;
    if (!builder.exists()) return read;
    read.arches = builder.at("arch").texts();
    if (const auto one = builder.at("arch").present_text()) read.arches = {*one};
    read.remote = builder.at("remote").present_text();
    read.local = !builder.at("local").is_false();
    if (const auto pack = builder.at("pack"); pack.exists()) {
        Builder::Pack packs;
        packs.builder = pack.at("builder").text().value_or("");
        packs.buildpacks = pack.at("buildpacks").texts();
        if (packs.builder.empty())
            pack.at("builder").missing("is required: add `builder: heroku/builder:24` or the like");
        read.pack = std::move(packs);
    }
    const auto cache = builder.at("cache");
    if (const auto type = cache.at("type").present_text()) {
        Builder::Cache caching;
        caching.type = *type;
        caching.options = cache.at("options").present_text();
        caching.image = cache.at("image").present_text();
        read.cache = std::move(caching);
    }
    read.context = builder.at("context").text();
    if (builder.at("context").is_false()) read.context = ".";
    read.dockerfile = builder.at("dockerfile").present_text().value_or(read.dockerfile);
    read.target = builder.at("target").present_text();
    read.args = read_pairs(builder.at("args"));
    for (const auto& [name, value] : builder.at("args").entries()) {
        refuse_secret_text(value, "list it under builder/secrets, and mount it in the Dockerfile");
    }
    for (const auto& item : builder.at("secrets").items()) {
        const auto name = item.text();
        if (!name) continue;
        SecretVariable secret;
        secret.name = *name;
        secret.value = secrets.get(*name, item, SecretValues::Empty::odd);
        read.secrets.push_back(std::move(secret));
    }
    read.ssh = builder.at("ssh").present_text();
    read.driver = builder.at("driver").present_text().value_or(read.driver);
    read.provenance = builder.at("provenance").text();
    read.sbom = builder.at("sbom").text();
    check_builder(builder, read);
    check_remote(builder, root.at("registry"), read);
    return read;
}

}  // namespace wheels::config
