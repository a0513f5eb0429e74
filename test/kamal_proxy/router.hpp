#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "service.hpp"

namespace kamal_proxy {

/// The services, what is done to them, and which of them a request is for. Keeps its state in a file.
class Router {
public:
    explicit Router(std::filesystem::path state_file) : state_file_(std::move(state_file)) {}

    struct Match {
        std::shared_ptr<Service> service;  ///< Null when nobody serves this.
        std::string prefix;
    };
    Match match(const std::string& host, const std::string& path) const;

    /// Carries out a command; its words are kept for a restart. Returns what is to be printed.
    /// Throws CommandError. `deploy` returns when the replaced targets are drained.
    awaitable<std::string> carry_out(Invocation invocation, std::vector<std::string> words);

    /// Brings back the services of the last run; a broken file is left aside.
    void restore();

private:
    awaitable<void> deploy(Invocation invocation, std::vector<std::string> words);
    awaitable<void> deploy_rollout(Invocation invocation);
    void refuse_conflicts(const Service& candidate) const;
    std::shared_ptr<Service> find(const std::string& name) const;
    std::string listing() const;
    void save() const;

    std::filesystem::path state_file_;
    std::map<std::string, std::shared_ptr<Service>> services_;
};

}  // namespace kamal_proxy
