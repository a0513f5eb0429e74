#include "commands/builder.hpp"

#include <algorithm>
#include <utility>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

constexpr std::chrono::hours build_limit{6};

using Arches = std::vector<std::string>;

using text::contains;

Arches local_arches(const Builder& builder, const std::string& local_arch) {
    if (!builder.local) return {};
    if (!builder.remote) return builder.arches;
    return contains(builder.arches, local_arch) ? Arches{local_arch} : Arches{};
}

Arches without(Arches arches, const Arches& others) {
    std::erase_if(arches, [&](const std::string& arch) { return contains(others, arch); });
    return arches;
}

// Kamal 2.12: builder.rb, target.
ImageBuilder::Kind kind_of(const Builder& builder, const Arches& local, const Arches& remote) {
    if (!remote.empty()) {
        const bool here_too = builder.local && !local.empty();
        return here_too ? ImageBuilder::Kind::hybrid : ImageBuilder::Kind::remote;
    }
    if (builder.pack) return ImageBuilder::Kind::pack;
    return builder.driver.starts_with("cloud") ? ImageBuilder::Kind::cloud : ImageBuilder::Kind::local;
}

void add_platforms(ShellLine& line, const Arches& arches) {
    if (arches.empty()) return;
    std::vector<std::string> platforms;
    for (const auto& arch : arches) platforms.push_back("linux/" + arch);
    line.raw("--platform").word(text::join(platforms, ","));
}

// What Kamal leaves bare: the shell puts variables in, as in `ssh: default=$SSH_AUTH_SOCK`.
void add_bare(ShellLine& line, std::string_view option, const std::optional<std::string>& value) {
    if (value) line.raw(option).raw(shell::quote_expandable(*value));
}

void add_tags(ShellLine& line, const Config& config, bool dirty) {
    const std::string ending = dirty ? "-dirty" : "";
    line.raw("-t").word(config.absolute_image() + ending);
    line.raw("-t").word(config.latest_image() + ending);
}

// The options of GitHub's cache that a reader may have (Kamal 2.12: configuration/builder.rb).
std::string for_reading(const std::string& options) {
    std::string kept;
    for (const auto& option : text::split(options, ',')) {
        const auto name = option.substr(0, option.find('='));
        const bool allowed =
            option.size() > name.size() &&
            (name == "url" || name == "url_v2" || name == "token" || name == "scope" || name == "timeout");
        if (allowed) kept += "," + option;
    }
    return kept;
}

void add_cache(ShellLine& line, const Config& config) {
    if (!config.builder.cache) return;
    const auto& cache = *config.builder.cache;
    const auto options = cache.options ? "," + *cache.options : "";
    if (cache.type == "gha") {
        add_bare(line, "--cache-to", "type=gha" + options);
        add_bare(line, "--cache-from", "type=gha" + for_reading(cache.options.value_or("")));
    } else if (cache.type == "registry") {
        const auto server = config.registry.server ? *config.registry.server + "/" : "";
        const auto place =
            "type=registry,ref=" + server + cache.image.value_or(config.image + "-build-cache");
        add_bare(line, "--cache-to", place + options);
        add_bare(line, "--cache-from", place);
    }
}

Command local(std::string name, std::string line) {
    return {std::move(name), std::move(line)};
}

}  // namespace

ImageBuilder::ImageBuilder(const Config& config, std::string local_arch)
    : config_(config),
      local_arches_(local_arches(config.builder, local_arch)),
      remote_arches_(config.builder.remote ? without(config.builder.arches, local_arches_) : Arches{}),
      kind_(kind_of(config.builder, local_arches_, remote_arches_)) {}

std::string_view ImageBuilder::kind_name() const {
    switch (kind_) {
        case Kind::local: return "local";
        case Kind::remote: return "remote";
        case Kind::hybrid: return "hybrid";
        case Kind::pack: return "pack";
        case Kind::cloud: return "cloud";
    }
    return {};
}

std::string ImageBuilder::suffix() const {
    auto name = *config_.builder.remote;
    for (auto& c : name) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!kept) c = '-';
    }
    return name + (config_.registry.is_local() ? "-local-registry" : "");
}

std::string ImageBuilder::name() const {
    const auto& driver = config_.builder.driver;
    switch (kind_) {
        case Kind::local:
            return (config_.registry.is_local() ? "kamal-local-registry-" : "kamal-local-") + driver;
        case Kind::remote: return "kamal-remote-" + suffix();
        case Kind::hybrid: return "kamal-hybrid-" + driver + "-" + suffix();
        case Kind::cloud: return text::replace_all(text::replace_all(driver, " ", "-"), "/", "-");
        case Kind::pack: break;
    }
    return {};
}

std::string ImageBuilder::context_name() const {
    return name() + "-context";
}

bool ImageBuilder::logs_in_locally() const {
    return !config_.registry.is_local() && !builds_remotely();
}

std::optional<Command> ImageBuilder::inspect() const {
    ShellLine line("docker buildx inspect");
    line.word(name());
    const std::string what = "look for the builder";
    switch (kind_) {
        case Kind::local:
            if (uses_docker_driver()) return std::nullopt;
            return local(what, line.text());
        case Kind::cloud: return local(what, line.text());
        case Kind::pack:
            return local(what, ShellLine("pack builder inspect").word(config_.builder.pack->builder).text());
        case Kind::remote:
        case Kind::hybrid: break;
    }
    const auto context = shell::quote(context_name());
    return local(what, line.text() + " | grep -q " + shell::quote("Endpoint:.*" + context_name()) +
                           " && docker context inspect " + context +
                           " --format '{{.Endpoints.docker.Host}}' | grep -xqF " +
                           shell::quote(*config_.builder.remote) +
                           " || (echo no compatible builder && exit 1)");
}

std::string ImageBuilder::create_line() const {
    const auto& driver = config_.builder.driver;
    const std::string driver_options = config_.registry.is_local() ? " --driver-opt network=host" : "";
    const auto quoted = shell::quote(name());
    const auto context = shell::quote(context_name());
    const auto create_context = "docker context create " + context + " --description " +
                                shell::quote(name() + " host") + " --docker " +
                                shell::quote("host=" + config_.builder.remote.value_or(""));
    if (kind_ == Kind::remote)
        return create_context + " ; docker buildx create --name " + quoted + driver_options + " " + context;
    ShellLine here("docker buildx create");
    if (kind_ == Kind::hybrid) add_platforms(here, local_arches_);
    here.raw("--name").word(name()).word("--driver=" + driver);
    if (kind_ == Kind::local) return here.text() + driver_options;
    ShellLine there("docker buildx create");
    add_platforms(there, remote_arches_);
    there.raw("--append --name").word(name());
    return here.text() + driver_options + " && " + create_context + " && " + there.text() + driver_options +
           " " + context;
}

std::optional<Command> ImageBuilder::create() const {
    if (kind_ == Kind::pack || (kind_ == Kind::local && uses_docker_driver())) return std::nullopt;
    if (kind_ != Kind::cloud) return local("create the builder", create_line());
    // `cloud ORG/BUILDER` is the driver and its endpoint.
    ShellLine line("docker buildx create --driver");
    for (const auto& word : text::split(config_.builder.driver, ' ')) {
        if (!word.empty()) line.word(word);
    }
    return local("create the builder", line.text());
}

std::optional<Command> ImageBuilder::remove() const {
    if (kind_ == Kind::pack || (kind_ == Kind::local && uses_docker_driver())) return std::nullopt;
    const auto remove_builder = ShellLine("docker buildx rm").word(name()).text();
    if (kind_ == Kind::local || kind_ == Kind::cloud) return local("remove the builder", remove_builder);
    return local("remove the builder",
                 ShellLine("docker context rm").word(context_name()).text() + " ; " + remove_builder);
}

Command ImageBuilder::details() const {
    const std::string what = "show the build setup";
    if (kind_ == Kind::pack)
        return local(what, ShellLine("pack builder inspect").word(config_.builder.pack->builder).text());
    const bool far = kind_ == Kind::remote || kind_ == Kind::hybrid;
    return local(what, std::string("docker context ls ") + (far ? ";" : "&&") + " docker buildx ls");
}

std::vector<SecretVariable> ImageBuilder::environment() const {
    auto variables = config_.builder.secrets;
    if (kind_ == Kind::remote || kind_ == Kind::hybrid) {
        SecretVariable token;
        token.name = "BUILDKIT_NO_CLIENT_TOKEN";
        token.value = Secret("1");
        variables.push_back(std::move(token));
    }
    return variables;
}

Command ImageBuilder::build(const BuildOptions& options) const {
    if (kind_ == Kind::pack) return build_with_pack(options);
    const auto& builder = config_.builder;
    ShellLine line("docker buildx build");
    line.word("--output=type=" + options.output);
    add_platforms(line, builder.arches);
    if (!uses_docker_driver()) line.raw("--builder").word(name());
    add_tags(line, config_, options.dirty);
    add_cache(line, config_);
    line.pair("--label", "service", config_.service);
    line.pairs("--build-arg", builder.args);
    for (const auto& secret : builder.secrets) line.pair("--secret", "id", secret.name);
    add_bare(line, "--file", builder.dockerfile);
    add_bare(line, "--target", builder.target);
    add_bare(line, "--ssh", builder.ssh);
    add_bare(line, "--provenance", builder.provenance);
    add_bare(line, "--sbom", builder.sbom);
    if (options.no_cache) line.raw("--no-cache");
    line.raw(shell::quote_expandable(builder.context.value_or(".")));
    auto command = local("build the image", line.text());
    command.deadline = build_limit;
    command.environment = environment();
    command.directory = options.directory;
    command.shown = true;
    return command;
}

// Kamal 2.12: builder/pack.rb; but secrets stand in the environment, where pack finds them by their names.
Command ImageBuilder::build_with_pack(const BuildOptions& options) const {
    const auto& builder = config_.builder;
    ShellLine line("pack build");
    line.word(config_.repository());
    line.raw("--platform").word("linux/" + (local_arches_.empty() ? std::string() : local_arches_.front()));
    line.raw("--creation-time now --builder").word(builder.pack->builder);
    for (const auto& buildpack : builder.pack->buildpacks) line.raw("--buildpack").word(buildpack);
    line.raw("--buildpack paketo-buildpacks/image-labels");
    add_tags(line, config_, options.dirty);
    if (options.no_cache) line.raw("--clear-cache");
    line.raw("--env").word("BP_IMAGE_LABELS=service=" + config_.service);
    line.pairs("--env", builder.args);
    for (const auto& secret : builder.secrets) line.raw("--env").word(secret.name);
    line.raw("--path").raw(shell::quote_expandable(builder.context.value_or(".")));
    auto text = line.text();
    if (options.output == "registry") {
        text += " && docker push " + shell::quote(config_.absolute_image());
        text += " && docker push " + shell::quote(config_.latest_image());
    }
    auto command = local("build the image", std::move(text));
    command.deadline = build_limit;
    command.environment = environment();
    command.directory = options.directory;
    command.shown = true;
    return command;
}

bool names_dockerfile(const Builder& builder) {
    return !builder.pack && builder.dockerfile.find('$') == std::string::npos;
}

Command check_docker() {
    return local("look for docker and buildx on this machine", "docker --version && docker buildx version");
}

Command ask_architecture() {
    return local("ask for this machine's architecture", "docker info --format '{{.Architecture}}'");
}

}  // namespace wheels::commands
