#include "config/docs.hpp"

#include <cstddef>

#include "base/text.hpp"
#include "config/schema.hpp"

namespace wheels::config {
namespace {

constexpr std::size_t line_width = 100;

/// A page of the documentation. `keys` of the section stand below `path`.
struct Page {
    std::string_view name;
    std::string_view doc;
    const schema::Section* section;  ///< None: the page is `example`.
    std::vector<std::string_view> path;
    std::string_view example;
};

const std::vector<Page>& pages() {
    static const std::vector<Page> all{
        {"configuration", schema::root().doc, &schema::root(), {}, ""},
        {"servers",
         "Either a list of hosts, which are the role `web` then, or roles by name: each with a list of hosts "
         "or "
         "with settings (see `docs role`).\n"
         "`HOST: TAG` or `HOST: [TAG, …]` gives a host the environment of tags (see `docs env`).",
         nullptr,
         {},
         "servers:\n"
         "  web:\n"
         "    - 10.0.0.1\n"
         "    - 10.0.0.2: canary\n"
         "    - 10.0.0.3: [canary, replica]\n"
         "  workers:\n"
         "    hosts: [10.0.0.4]\n"
         "    cmd: bin/jobs\n"},
        {"role", schema::role().doc, &schema::role(), {"servers", "workers"}, ""},
        {"env",
         "Environment of containers: a map of names and values; or, when there are secrets, `clear` for such "
         "a map and "
         "`secret` for the names of secrets. NAME:SECRET gives a secret another name in the container.\n"
         "Secrets go to the hosts in files that only the SSH user can read, never on a command line.\n"
         "At the root, `tags` holds more environment for the hosts that have a tag. The later wins: root, "
         "role, tags.",
         nullptr,
         {},
         "env:\n"
         "  clear:\n"
         "    DATABASE_HOST: db.internal\n"
         "  secret:\n"
         "    - DATABASE_PASSWORD\n"
         "    - MAIL_PASSWORD:SMTP_PASSWORD\n"
         "  tags:\n"
         "    canary:\n"
         "      FEATURES: new-checkout\n"
         "    replica:\n"
         "      clear:\n"
         "        DATABASE_HOST: replica.internal\n"
         "      secret:\n"
         "        - DATABASE_PASSWORD:REPLICA_PASSWORD\n"},
        {"registry", schema::registry().doc, &schema::registry(), {"registry"}, ""},
        {"builder", schema::builder().doc, &schema::builder(), {"builder"}, ""},
        {"proxy", schema::proxy().doc, &schema::proxy(), {"proxy"}, ""},
        {"boot", schema::boot().doc, &schema::boot(), {"boot"}, ""},
        {"accessory", schema::accessory().doc, &schema::accessory(), {"accessories", "mysql"}, ""},
        {"ssh", schema::ssh().doc, &schema::ssh(), {"ssh"}, ""},
        {"sshkit", schema::sshkit().doc, &schema::sshkit(), {"sshkit"}, ""},
        {"logging", schema::logging().doc, &schema::logging(), {"logging"}, ""},
        {"output", schema::output().doc, &schema::output(), {"output"}, ""},
        {"alias",
         "Names for command lines: `wheels deploy console` runs what stands here. A name has small letters, "
         "digits, `-` "
         "and `_`, and is none of the commands that there are.",
         nullptr,
         {},
         "aliases:\n"
         "  console: app exec -i \"bin/rails console\"\n"
         "  staging: deploy -d staging\n"},
        {"x-wheels", schema::x_wheels().doc, &schema::x_wheels(), {"x-wheels"}, ""},
    };
    return all;
}

void add_comment(std::string& page, std::string_view words, std::size_t indent) {
    for (const auto& paragraph : text::split(words, '\n')) {
        std::string line;
        const auto start = std::string(indent, ' ') + "#";
        for (const auto& word : text::split(paragraph, ' ')) {
            if (!line.empty() && line.size() + 1 + word.size() > line_width) {
                page += line + "\n";
                line.clear();
            }
            if (line.empty()) line = start;
            line += ' ' + word;
        }
        page += line + "\n";
    }
}

std::string sentence(const schema::Key& key) {
    std::string words(key.doc);
    if (!key.fallback.empty()) {
        if (!words.empty()) words += ' ';
        words += "Default: " + std::string(key.fallback) + ".";
    }
    return words;
}

void add_section(std::string& page, const schema::Section& section, std::size_t indent);

// What a key can be besides its example.
std::string other_form(const schema::Key& key) {
    const auto& shape = key.shape;
    const bool map = (shape.accepts & schema::map) != 0 && shape.section != nullptr;
    return map && !key.example.empty() && shape.section->name.empty() ? "Or a map:" : "";
}

void add_key(std::string& page, const schema::Key& key, std::size_t indent) {
    const std::string margin(indent, ' ');
    const auto words = sentence(key);
    if (!words.empty()) add_comment(page, words, indent);
    const auto* section = key.shape.section;
    if (!key.example.empty()) {
        page += margin + std::string(key.name) + ": " + std::string(key.example) + "\n";
        if (other_form(key).empty()) return;
        add_comment(page, other_form(key), indent);
        std::string keys;
        add_section(keys, *section, indent + 2);
        page += margin + "# " + std::string(key.name) + ":\n";
        for (const auto& line : text::lines(keys)) page += margin + "# " + line.substr(indent) + "\n";
    } else if (section != nullptr && section->name.empty()) {
        page += margin + std::string(key.name) + ":\n";
        add_section(page, *section, indent + 2);
    } else {
        page += margin + "# " + std::string(key.name) + ": …\n";
    }
}

void add_section(std::string& page, const schema::Section& section, std::size_t indent) {
    for (const auto& key : section.keys) {
        if (indent == 0 && &key != section.keys.data()) page += "\n";
        add_key(page, key, indent);
    }
}

}  // namespace

std::vector<std::string_view> docs_sections() {
    std::vector<std::string_view> names;
    for (const auto& page : pages()) names.push_back(page.name);
    return names;
}

std::optional<std::string> docs(std::string_view section) {
    for (const auto& page : pages()) {
        if (page.name != section) continue;
        std::string text;
        add_comment(text, page.doc, 0);
        text += "\n";
        if (page.section == nullptr) return text + std::string(page.example);
        std::size_t indent = 0;
        for (const auto name : page.path) {
            text += std::string(indent, ' ') + std::string(name) + ":\n";
            indent += 2;
        }
        add_section(text, *page.section, indent);
        return text;
    }
    return std::nullopt;
}

}  // namespace wheels::config
