#include "api/author.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/run_all.hpp"
#include "base/environment.hpp"
#include "base/text.hpp"

namespace wheels::api {
namespace {

// It reads some files; a disk that does not answer keeps nobody's deploy.
constexpr std::chrono::seconds longest{10};

awaitable<void> ask_git(std::string key,
                        const Surroundings& surroundings,
                        ProcessRunner& processes,
                        std::string& answer) {
    ChildSpec git({"git", "config", key});
    git.directory = surroundings.project_root;
    git.environment = environment_block(surroundings.environment);
    git.timeout = longest;
    git.error_output = ChildSpec::ErrorOutput::separate;  // its warnings are nobody's name
    std::string output;
    ByteHandler collect = [&output](std::string_view bytes) { output += bytes; };
    try {
        auto result = co_await processes.run(std::move(git), std::move(collect));
        if (result.status == 0 && !result.timed_out) answer = std::string(text::trim(output));
    } catch (const Error&) {
        // No git here: Kamal goes on without a name, too.
    }
}

}  // namespace

// Kamal 2.12: git.rb and tags.rb. The performer falls back to the login name, the lock's holder does not.
awaitable<Author> find_author(const Surroundings& surroundings, ProcessRunner& processes) {
    std::string email;
    std::string name;
    std::vector<Task> tasks;
    tasks.emplace_back("user.email", ask_git("user.email", surroundings, processes, email));
    tasks.emplace_back("user.name", ask_git("user.name", surroundings, processes, name));
    const auto outcomes = co_await run_all(std::move(tasks), 2, OnFailure::run_all);
    rethrow_first(outcomes);
    auto login = variable(surroundings.environment, "USER");
    Author author(email.empty() ? login : email, name);
    co_return author;
}

}  // namespace wheels::api
