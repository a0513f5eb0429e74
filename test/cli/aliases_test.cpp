#include "cli/aliases.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "wheels/error.hpp"

using wheels::Error;
using wheels::Pairs;
using wheels::cli::without_aliases;

namespace {

using Words = std::vector<std::string>;

const Pairs aliases{{"running", "details --roles web"},
                    {"staging", "running -d staging"},
                    {"note", "lock acquire -m 'a b'"},
                    {"passes", "docs -- proxy"},
                    {"one", "two"},
                    {"two", "one -q"},
                    {"self", "self"},
                    {"open", "details 'x"},
                    {"empty", "  "}};

std::optional<Pairs> find(const std::string&, const std::optional<std::string>&) {
    return aliases;
}

std::string error_of(const Words& words) {
    try {
        without_aliases(words, find);
    } catch (const Error& error) {
        return error.message() + "|" + error.hint();
    }
    return "no error";
}

}  // namespace

TEST_CASE("an alias stands for its words, with what was typed around it behind them") {
    struct Case {
        Words typed;
        Words meant;
    };
    const Case cases[] = {
        {{"running"}, {"details", "--roles", "web"}},
        {{"running", "-q"}, {"details", "--roles", "web", "-q"}},
        {{"-d", "x", "running", "-q"}, {"details", "--roles", "web", "-d", "x", "-q"}},
        {{"--destination=x", "running"}, {"details", "--roles", "web", "--destination=x"}},
        {{"staging"}, {"details", "--roles", "web", "-d", "staging"}},
        {{"note", "-q"}, {"lock", "acquire", "-m", "a b", "-q"}},
        {{"-q", "passes"}, {"docs", "-q", "--", "proxy"}},
        {{"help", "running"}, {"help", "details", "--roles", "web"}},
        {{"running", "--help"}, {"details", "--roles", "web", "--help"}},
        {{}, {}},
        {{"-q"}, {"-q"}},
        {{"help"}, {"help"}},
        {{"details", "running"}, {"details", "running"}},
        {{"-d", "running", "details"}, {"-d", "running", "details"}},
        {{"--nonsense", "running"}, {"--nonsense", "running"}},  // may be the flag's value
    };
    for (const auto& [typed, meant] : cases) {
        CAPTURE(typed);
        CHECK(without_aliases(typed, find) == meant);
    }
}

TEST_CASE("aliases that lead nowhere are refused with the way that they lead") {
    CHECK(error_of({"self"}) ==
          "the alias self stands for itself in the end: self, self|An alias has to end with a verb; look at "
          "`aliases` in deploy.yml.");
    CHECK(error_of({"two"}).starts_with("the alias two stands for itself in the end: two, one, two|"));
    CHECK(error_of({"open"}).starts_with("the alias open has a quote that is not closed|"));
    CHECK(error_of({"empty"}).starts_with("the alias empty stands for nothing|"));
}

TEST_CASE("a word that nobody knows is refused with the closest alias or verb") {
    CHECK(error_of({"runing"}) == "there is no verb runing|Did you mean `wheels deploy running`?");
    CHECK(error_of({"rolback"}) == "there is no verb rolback|Did you mean `wheels deploy rollback`?");
    CHECK(error_of({"xyzzy"}) == "there is no verb xyzzy|`wheels deploy --help` lists the verbs.");
}

TEST_CASE("deploy.yml is looked for where the flags say, and only for a word that is no verb") {
    std::vector<std::string> asked;
    const auto remember = [&](const std::string& file, const std::optional<std::string>& destination) {
        asked.push_back(file + " " + destination.value_or("-"));
        return std::optional(aliases);
    };

    without_aliases({"details"}, remember);
    without_aliases({"lock", "running"}, remember);
    CHECK(asked.empty());
    without_aliases({"-c", "x.yml", "running", "-d", "staging"}, remember);
    without_aliases({"running", "--config=y.yml"}, remember);

    CHECK(asked == std::vector<std::string>{"x.yml staging", "y.yml -"});
}

TEST_CASE("without a deploy.yml words stay as they are") {
    const auto none = [](const std::string&, const std::optional<std::string>&) {
        return std::optional<Pairs>();
    };

    CHECK(without_aliases({"running", "-q"}, none) == Words{"running", "-q"});
}
