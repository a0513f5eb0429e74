#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"
#include "wheels/prompter.hpp"

namespace wheels::test {

/// Answers questions with what it was given, in order, and notes them.
class ScriptedPrompter final : public Prompter {
public:
    awaitable<std::optional<bool>> confirm(std::string question) override {
        questions.push_back(std::move(question));
        co_return confirmation;
    }
    awaitable<std::optional<Secret>> ask_secret(std::string question) override {
        questions.push_back(std::move(question));
        if (secrets.empty()) co_return std::nullopt;
        Secret secret(secrets.front());
        secrets.erase(secrets.begin());
        co_return secret;
    }
    std::optional<bool> confirmation;
    std::vector<std::string> secrets;
    std::vector<std::string> questions;
};

}  // namespace wheels::test
