#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "base/wildcards.hpp"
#include "ssh_config/settings.hpp"

namespace wheels::test {

/// Configurations that are nowhere but here, read for `host` of the user jo, who is at home in /home/jo.
struct InMemory {
    explicit InMemory(const std::string& host = "web1", const std::string& user_config = "") {
        facts.host = host;
        facts.local_user = "jo";
        facts.user_id = "1000";
        facts.home = "/home/jo";
        facts.this_host = "laptop.example.org";
        facts.addresses = {"127.0.0.1", "10.1.2.3", "fd00::7"};
        facts.environment = [this](const std::string& name) -> std::optional<std::string> {
            const auto found = environment.find(name);
            return found == environment.end() ? std::nullopt : std::optional(found->second);
        };
        facts.home_of = [](const std::string& name) -> std::optional<std::string> {
            return name == "ann" ? std::optional<std::string>("/home/ann") : std::nullopt;
        };
        facts.sha1_hex = [](std::string_view text) { return "sha1(" + std::string(text) + ")"; };
        files.read = [this](const std::string& path, bool guarded) {
            ssh_config::Files::Text found;
            if (const auto text = texts.find(path); text != texts.end()) found.text = text->second;
            if (guarded && path == open_to_others) found.problem = "others may write to it";
            return found;
        };
        files.glob = [this](const std::string& pattern) {
            std::vector<std::string> found;
            for (const auto& [path, text] : texts) {
                if (matches_wildcards(path, pattern)) found.push_back(path);
            }
            return found;
        };
        texts["/home/jo/.ssh/config"] = user_config;
    }
    InMemory(const InMemory&) = delete;
    InMemory& operator=(const InMemory&) = delete;

    std::variant<ssh_config::Settings, ssh_config::Question> ask() {
        return ssh_config::settle(facts, files, ssh_config::usual_sources("/home/jo"));
    }
    ssh_config::Settings settle() { return std::get<ssh_config::Settings>(ask()); }

    ssh_config::Facts facts;
    ssh_config::Files files;
    std::map<std::string, std::string> texts;
    std::map<std::string, std::string> environment;
    std::string open_to_others;
};

}  // namespace wheels::test
