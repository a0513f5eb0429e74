#include "cli/completion.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using wheels::ProjectNames;
using wheels::cli::completions;

namespace {

using Words = std::vector<std::string>;

ProjectNames shop(const std::string&, const std::optional<std::string>& destination) {
    ProjectNames names;
    names.destinations = {"production", "staging"};
    names.hosts = {"10.0.0.1", "10.0.0.2"};
    names.roles = {"web", "workers"};
    names.accessories = {"db"};
    names.aliases = {{"console", "details -q"}, {"odd name", "details"}};
    if (destination) names.hosts = {*destination + ".example.com"};
    return names;
}

Words complete(const Words& typed) {
    Words words;
    for (const auto& candidate : completions(typed, shop)) words.push_back(candidate.word);
    return words;
}

}  // namespace

TEST_CASE("what may come next is told for every place of a command line") {
    struct Case {
        Words typed;
        Words next;
    };
    const Case cases[] = {
        {{""}, {"deploy", "completion", "man", "version", "help"}},
        {{"dep"}, {"deploy"}},
        {{"completion", ""}, {"bash", "zsh", "fish"}},
        {{"deploy", "roll"}, {"rollback"}},
        {{"deploy", "con"}, {"config", "console"}},
        {{"deploy", "odd"}, {}},  // no word of a shell
        {{"deploy", "lock", ""}, {"status", "acquire", "release"}},
        {{"deploy", "-d", "staging", "lock", "a"}, {"acquire"}},
        {{"deploy", "help", "lock", "r"}, {"release"}},
        {{"deploy", "-d", ""}, {"production", "staging"}},
        {{"deploy", "--destination=s"}, {"--destination=staging"}},
        {{"deploy", "-h", ""}, {"10.0.0.1", "10.0.0.2"}},
        {{"deploy", "-d", "x", "-h", ""}, {"x.example.com"}},
        {{"deploy", "-h", "10.0.0.1,10.0.0.2"}, {"10.0.0.1,10.0.0.2"}},
        {{"deploy", "--hosts=10.0.0.2,"}, {"--hosts=10.0.0.2,10.0.0.1", "--hosts=10.0.0.2,10.0.0.2"}},
        {{"deploy", "details", "--roles", "wo"}, {"workers"}},
        {{"deploy", "-c", ""}, {}},  // a file
        {{"deploy", "playground", "break", ""}, {"10.0.0.1", "10.0.0.2"}},
        {{"deploy", "playground", "break", "10.0.0.1", "d"}, {"docker", "disk"}},
        {{"deploy", "playground", "mend", ""}, {"10.0.0.1", "10.0.0.2"}},
        {{"deploy", "playground", "mend", "10.0.0.1", ""}, {}},
        {{"deploy", "--version", ""}, {}},
        {{"deploy", "rollback", ""}, {}},
        {{"deploy", "--skip-p"}, {"--skip-push"}},  // of `deploy`, which nobody has to type
        {{"deploy", "prune", "containers", "--ret"}, {"--retain"}},
        {{"deploy", "details", "--ret"}, {}},
        {{"deploy", "details", "--", "--"}, {}},
        {{"deploy", "nonsense", ""}, {}},
        {{"deploy", "docs", "reg"}, {"registry"}},
        {{"nonsense", ""}, {}},
        {{}, {}},
    };
    for (const auto& [typed, next] : cases) {
        CAPTURE(typed);
        CHECK(complete(typed) == next);
    }
}

TEST_CASE("the first words are all verbs and groups, once each, with what they are for") {
    const auto candidates = completions({"deploy", ""}, shop);

    const auto lock = std::find_if(candidates.begin(), candidates.end(),
                                   [](const auto& one) { return one.word == "lock"; });
    REQUIRE(lock != candidates.end());
    CHECK(lock->remark == "status, acquire, release");
    auto words = complete({"deploy", ""});
    std::sort(words.begin(), words.end());
    CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
}

TEST_CASE("every flag that help shows is completed") {
    for (const auto* flag : {"--destination", "--roles", "--dry-run", "--message"}) {
        CAPTURE(flag);
        CHECK(complete({"deploy", "lock", "acquire", flag}) == Words{flag});
    }
}
