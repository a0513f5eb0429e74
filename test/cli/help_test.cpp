#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "cli/common_flags.hpp"
#include "cli/help.hpp"
#include "cli/invocation.hpp"
#include "cli/verb.hpp"

using wheels::cli::Flag;
using wheels::cli::Flags;

TEST_CASE("the help of everything names every verb that is not hidden, and every common flag") {
    const auto help = wheels::cli::deploy_help();

    for (const auto* verb : wheels::cli::verbs())
        CHECK((help.find("\n  " + std::string(verb->name) + " ") == std::string::npos) == verb->hidden);
    for (const auto& flag : wheels::cli::common_flags())
        CHECK(help.find("--" + std::string(flag.name)) != std::string::npos);
}

TEST_CASE("no line of any help is wider than 120 columns") {
    std::string all =
        wheels::cli::program_help() + wheels::cli::deploy_help() + wheels::cli::group_help("lock");
    for (const auto* verb : wheels::cli::verbs()) all += wheels::cli::verb_help(*verb);

    std::size_t begin = 0;
    for (auto end = all.find('\n'); end != std::string::npos; end = all.find('\n', begin)) {
        CHECK_MESSAGE(end - begin <= 120, all.substr(begin, end - begin));
        begin = end + 1;
    }
}

TEST_CASE("every verb can be run, and its flags do not clash with the common ones") {
    for (const auto* verb : wheels::cli::verbs()) {
        CAPTURE(verb->name);
        std::set<std::string> names;
        std::set<char> letters;
        const auto add = [&](Flags flags) {
            for (const auto& flag : flags) {
                CHECK(names.emplace(flag.name).second);
                if (!flag.also.empty()) CHECK(names.emplace(flag.also).second);
                if (flag.letter != 0) CHECK(letters.insert(flag.letter).second);
                CHECK((flag.kind == Flag::Kind::boolean) == flag.value.empty());
            }
        };

        add(wheels::cli::common_flags());
        add(verb->flags);

        const bool runs = verb->run != nullptr;
        CHECK(runs);
        CHECK(verb->least <= verb->most);
        CHECK_FALSE(verb->summary.ends_with('.'));
    }
}

TEST_CASE("every example of a verb is a command line that asks for this verb, and stands in its help") {
    for (const auto* verb : wheels::cli::verbs()) {
        CAPTURE(verb->name);
        const auto help = wheels::cli::verb_help(*verb);

        if (!verb->hidden) CHECK_FALSE(verb->examples.empty());
        for (const auto& line : wheels::text::lines(verb->examples)) {
            CAPTURE(line);
            // What a shell would expand, pipe or read from elsewhere is the shell's.
            auto typed = line.substr(0, line.find(" # "));
            typed = wheels::text::replace_all(typed.substr(0, typed.find(" | ")), "\"$FETCHED\"", "fetched");
            const auto words = wheels::shell::split_words(typed.substr(0, typed.find_first_of("<>")));
            REQUIRE(words.has_value());
            const auto deploy = std::find(words->begin(), words->end(), "deploy");
            REQUIRE(deploy != words->end());
            const std::vector<std::string> rest(deploy + 1, words->end());

            CHECK(wheels::cli::parse(rest).verb == verb);
            CHECK(help.find("\n  " + line + "\n") != std::string::npos);
        }
    }
}
