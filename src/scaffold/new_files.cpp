#include "scaffold/new_files.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "config/erb.hpp"
#include "config/interpolation.hpp"
#include "config/read_config.hpp"
#include "config/yaml_tree.hpp"
#include "config/yaml_writer.hpp"
#include "scaffold/templates.hpp"
#include "wheels/error.hpp"

namespace wheels::scaffold {
namespace {

constexpr std::string_view digits = "0123456789";

/// Where an app of a kind listens, and where it says that it is well.
struct Habits {
    std::string_view suffix;  ///< Of its templates.
    int port;
    std::string_view health;
    std::string_view worker;  ///< How the example of a second role is started.
};

Habits habits_of(ProjectKind kind) {
    switch (kind) {
        case ProjectKind::rails: return {"rails", 3000, "/up", "bin/jobs"};
        case ProjectKind::cfml: return {"cfml", 8080, "/", "box task run worker"};
        case ProjectKind::go: return {"go", 8080, "/", "/server work"};
        case ProjectKind::python: return {"python", 8000, "/", "python worker.py"};
        case ProjectKind::node: return {"node", 3000, "/", "node worker.js"};
        case ProjectKind::site: return {"static", 80, "/", "bin/worker"};
        case ProjectKind::plain: break;
    }
    return {"plain", 80, "/", "bin/worker"};
}

/// The name of a folder as the name of a service, which has fewer letters.
std::string service_of(std::string_view folder) {
    std::string name;
    for (const char c : text::lower(std::string(folder))) {
        const bool letter = (c >= 'a' && c <= 'z') || digits.find(c) != std::string_view::npos;
        if (letter) {
            name += c;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (name.ends_with('-')) name.pop_back();
    return name.empty() ? "my-app" : name;
}

/// The first version in a text, such as `3.3.5` in `ruby-3.3.5`, with so many parts: images have no other
/// tags for long.
std::string version_in(std::string_view text, std::size_t parts, std::string_view otherwise) {
    const auto begin = text.find_first_of(digits);
    if (begin == std::string_view::npos) return std::string(otherwise);
    auto version = text.substr(begin);
    version = version.substr(0, version.find_first_not_of("0123456789."));
    std::size_t end = 0;
    for (std::size_t i = 0; i < parts && end != std::string_view::npos; ++i)
        end = version.find('.', i == 0 ? 0 : end + 1);
    version = version.substr(0, end);
    while (version.ends_with('.')) version.remove_suffix(1);
    return std::string(version);
}

std::string first_line_with(std::string_view text, std::string_view beginning) {
    for (auto& line : text::lines(text)) {
        if (line.starts_with(beginning)) return line;
    }
    return {};
}

// `name` of `name/file` for the folders that have such a file.
std::vector<std::string> folders_with(const Seen& seen, std::string_view file) {
    std::vector<std::string> folders;
    for (const auto& path : seen.paths) {
        const auto slash = path.find('/');
        if (slash != std::string::npos && path.substr(slash + 1) == file)
            folders.push_back(path.substr(0, slash));
    }
    return folders;
}

Blanks blanks_for_node(const Seen& seen) {
    const auto given = seen.text(".node-version") + seen.text(".nvmrc");
    Blanks blanks{{"version", version_in(given, 1, "22")}};
    std::string manager = "npm";
    // Where corepack keeps what it has downloaded, for whoever starts the app: it would do so again else.
    if (seen.has("pnpm-lock.yaml")) {
        manager = "pnpm";
        blanks["install"] =
            "ENV COREPACK_HOME=/usr/local/share/corepack\n"
            "RUN corepack enable\n"
            "COPY package.json pnpm-lock.yaml ./\n"
            "RUN pnpm install --prod --frozen-lockfile";
    } else if (seen.has("yarn.lock")) {
        manager = "yarn";
        blanks["install"] =
            "ENV COREPACK_HOME=/usr/local/share/corepack\n"
            "RUN corepack enable\n"
            "COPY package.json yarn.lock ./\n"
            "RUN yarn install --production";
        // yarn 2 and later, which read this file wherever they run, and may be in a folder themselves.
        if (seen.has(".yarnrc.yml")) {
            blanks["install"] =
                "ENV COREPACK_HOME=/usr/local/share/corepack\n"
                "RUN corepack enable\n"
                "COPY package.json yarn.lock .yarnrc.yml ./\n" +
                std::string(seen.has(".yarn") ? "COPY .yarn .yarn\n" : "") +
                "RUN yarn workspaces focus --all --production";
        }
    } else if (seen.has("package-lock.json")) {
        blanks["install"] = "COPY package.json package-lock.json ./\nRUN npm ci --omit=dev";
    } else {
        blanks["install"] = "COPY package.json ./\nRUN npm install --omit=dev";
    }
    const bool has_start = seen.text("package.json").find("\"start\"") != std::string::npos;
    const bool has_server = seen.has("server.js");
    blanks["start"] =
        has_start || !has_server ? "[\"" + manager + "\", \"start\"]" : "[\"node\", \"server.js\"]";
    return blanks;
}

Blanks blanks_for_python(const Seen& seen) {
    Blanks blanks{{"version", version_in(seen.text(".python-version"), 2, "3.13")}};
    if (seen.has("requirements.txt")) {
        blanks["install"] =
            "COPY requirements.txt ./\nRUN pip install --requirement requirements.txt\nCOPY . .";
    } else if (seen.has("pyproject.toml") || seen.has("setup.py")) {
        // .dockerignore leaves deploy.yml out, but not its folder.
        blanks["install"] =
            "COPY . .\n"
            "# An empty folder `config` would be taken for a second package.\n"
            "RUN rmdir config 2>/dev/null; pip install .";
    } else {
        blanks["install"] = "COPY . .";
    }
    const auto django = folders_with(seen, "wsgi.py");
    if (!django.empty()) {
        blanks["module"] = django.front() + ".wsgi";
        blanks["remark"] =
            "Static files are served by the app only with a package for that, such as whitenoise.";
    } else {
        blanks["module"] = seen.has("main.py") && !seen.has("app.py") ? "main:app" : "app:app";
        blanks["remark"] =
            "MODULE:VARIABLE of the app; an ASGI app also needs `--worker-class` and the package of its "
            "worker.";
    }
    return blanks;
}

Blanks blanks_for_go(const Seen& seen) {
    Blanks blanks{{"version", version_in(first_line_with(seen.text("go.mod"), "go "), 2, "1.23")},
                  {"package", "."}};
    std::vector<std::string> programs;
    for (const auto& path : seen.paths) {
        if (path.starts_with("cmd/")) programs.push_back(path);
    }
    if (!seen.has("main.go") && programs.size() == 1) blanks["package"] = "./" + programs.front();
    return blanks;
}

std::string dockerfile(ProjectKind kind, const Seen& seen) {
    Blanks blanks;
    if (kind == ProjectKind::rails) blanks["version"] = version_in(seen.text(".ruby-version"), 3, "3.4");
    if (kind == ProjectKind::node) blanks = blanks_for_node(seen);
    if (kind == ProjectKind::python) blanks = blanks_for_python(seen);
    if (kind == ProjectKind::go) blanks = blanks_for_go(seen);
    if (kind == ProjectKind::site) blanks["folder"] = seen.has("public/index.html") ? "public" : ".";
    return filled_in("dockerfile." + std::string(habits_of(kind).suffix), blanks);
}

std::string dockerignore(ProjectKind kind) {
    auto text = filled_in("dockerignore");
    if (kind != ProjectKind::plain) text += filled_in("dockerignore." + std::string(habits_of(kind).suffix));
    return text;
}

bool has_master_key(ProjectKind kind, const Seen& seen) {
    return kind == ProjectKind::rails && seen.has("config/master.key");
}

std::string username_of(const Wanted& wanted) {
    return wanted.registry_username.value_or("my-user");
}

std::string service_name(const Wanted& wanted) {
    return wanted.service ? *wanted.service : service_of(wanted.folder);
}

std::string image_of(const Wanted& wanted) {
    return wanted.image ? *wanted.image : username_of(wanted) + "/" + service_name(wanted);
}

std::vector<std::string> hosts_of(const Wanted& wanted) {
    return wanted.hosts.empty() ? std::vector<std::string>{"192.0.2.10"} : wanted.hosts;
}

std::string deploy_yml(ProjectKind kind, const Wanted& wanted, const Seen& seen) {
    const auto habits = habits_of(kind);
    std::string hosts;
    for (const auto& host : hosts_of(wanted))
        hosts += (hosts.empty() ? "" : "\n") + std::string("    - ") + config::yaml_text(host, 6);
    const std::string env =
        has_master_key(kind, seen)
            ? "env:\n  secret:\n    - RAILS_MASTER_KEY\n"
            : "# env:\n#   clear:\n#     LOG_LEVEL: info\n#   secret:\n#     - DATABASE_URL\n";
    return filled_in("deploy.yml", {{"service", config::yaml_text(service_name(wanted))},
                                    {"service_name", service_of(service_name(wanted))},
                                    {"image", config::yaml_text(image_of(wanted))},
                                    {"username", config::yaml_text(username_of(wanted), 2)},
                                    {"hosts", hosts},
                                    {"port", std::to_string(habits.port)},
                                    {"health", std::string(habits.health)},
                                    {"worker", std::string(habits.worker)},
                                    {"env", env}});
}

Error refused(const std::vector<Problem>& problems, const std::string& file) {
    std::string all;
    for (const auto& problem : problems)
        all += (all.empty() ? "" : "; ") + problem.key + (problem.key.empty() ? "" : ": ") + problem.text;
    return Error(ErrorKind::usage, file + " cannot be written with these values: " + all);
}

/// Reads what is about to be written as every other run will, and compares what it then means.
void check(const std::string& text, const Wanted& wanted) {
    config::Findings findings;
    const auto file = std::make_shared<const std::string>(wanted.config_file);
    auto tree = config::parse_yaml(config::render_erb(file, text, {}, findings), findings);
    tree.mark.file = file;
    if (!findings.failed()) {
        const auto nothing = [](const std::string&) -> std::optional<config::Replacement> {
            return std::nullopt;
        };
        config::interpolate(tree, nothing);
        config::SecretValues unread;
        const auto read = config::read_config(tree, std::nullopt, unread, findings);
        if (!findings.failed()) {
            const bool same = read.service == service_name(wanted) && read.image == image_of(wanted) &&
                              read.registry.username == username_of(wanted) &&
                              read.all_hosts() == hosts_of(wanted);
            if (same) return;
            throw Error(ErrorKind::usage, wanted.config_file + " would not mean these values",
                        "Use plain texts without `<%` and `${`, and name every host once.");
        }
    }
    throw refused(findings.problems(), wanted.config_file);
}

}  // namespace

std::vector<std::string> placeholders(const Wanted& wanted) {
    std::vector<std::string> keys;
    if (!wanted.image && !wanted.registry_username) keys.emplace_back("image");
    if (wanted.hosts.empty()) keys.emplace_back("servers/web");
    keys.emplace_back("proxy/host");
    if (!wanted.registry_username) keys.emplace_back("registry/username");
    return keys;
}

std::vector<NewFile> new_files(const Wanted& wanted, const Seen& seen) {
    const auto kind = kind_of(seen);
    auto configuration = deploy_yml(kind, wanted, seen);
    check(configuration, wanted);
    const std::string more = has_master_key(kind, seen) ? "RAILS_MASTER_KEY=$(cat config/master.key)\n" : "";
    std::vector<NewFile> files;
    files.push_back({wanted.config_file, std::move(configuration)});
    files.push_back({".kamal/secrets", filled_in("secrets", {{"more", more}}), 0600});
    for (const auto* hook :
         {"docker-setup", "pre-connect", "pre-build", "pre-deploy", "pre-app-boot", "post-app-boot",
          "post-deploy", "post-deploy-failure", "pre-proxy-reboot", "post-proxy-reboot"})
        files.push_back({std::string(".kamal/hooks/") + hook + ".sample", filled_in(hook), 0755});
    files.push_back({"Dockerfile", dockerfile(kind, seen)});
    files.push_back({".dockerignore", dockerignore(kind)});
    return files;
}

}  // namespace wheels::scaffold
