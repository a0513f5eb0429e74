#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "output/transcript.hpp"

using namespace std::chrono_literals;
using wheels::Event;
using wheels::Failure;
using wheels::output::Style;
using wheels::output::Transcript;
namespace event = wheels::event;
using Verbosity = wheels::Verbosity;

namespace {

Style style(Verbosity verbosity, bool terminal = false) {
    Style style;
    style.verbosity = verbosity;
    style.terminal = terminal;
    return style;
}

std::string told(Style style, const std::vector<Event>& events) {
    Transcript transcript(style);
    std::string text;
    for (const auto& event : events) text += transcript.tell(event);
    return text + transcript.end_line();
}

Event hook(std::string text, bool begins = true, bool ends = true, std::string name = "pre-deploy") {
    return event::HookOutput{std::move(name), std::move(text), begins, ends};
}

const std::vector<Event> run{
    event::PhaseStarted{"Pull the app image"},
    event::CommandStarted{"h1", "pull image", "docker pull app"},
    event::OutputLine{"h1", wheels::Stream::out, "pulling"},
    event::CommandFinished{"h1", "pull image", 0, 1500ms},
    event::CommandStarted{"h1", "tag image", "docker tag\napp"},
    event::CommandFinished{"h1", "tag image", 3, 90ms},
    event::Notice{event::Notice::Level::info, "h1", "trying again"},
    event::Notice{event::Notice::Level::warning, "", "could not release"},
    event::HookStarted{"pre-deploy"},
    hook("checked"),
    event::HookFinished{"pre-deploy", 0, 200ms},
};

}  // namespace

TEST_CASE("a normal run tells phases, long commands, notices and hooks") {
    const auto text = told(style(Verbosity::normal), run);

    CHECK(text ==
          "Pull the app image\n"
          "[h1] pull image (1.5 s)\n"
          "[h1] trying again\n"
          "Warning: could not release\n"
          "[hook:pre-deploy] checked\n");
}

TEST_CASE("a quiet run tells warnings and what hooks print") {
    const auto text = told(style(Verbosity::quiet), run);

    CHECK(text == "Warning: could not release\n[hook:pre-deploy] checked\n");
}

TEST_CASE("a verbose run tells every command with its lines and its end") {
    const auto text = told(style(Verbosity::verbose), run);

    CHECK(text ==
          "Pull the app image\n"
          "[h1] $ docker pull app\n"
          "[h1] pulling\n"
          "[h1] pull image (1.5 s)\n"
          "[h1] $ docker tag\n"
          "[h1] > app\n"
          "[h1] tag image (exit status 3, 0.1 s)\n"
          "[h1] trying again\n"
          "Warning: could not release\n"
          "Run hook pre-deploy\n"
          "[hook:pre-deploy] checked\n"
          "Hook pre-deploy ended (0.2 s)\n");
}

TEST_CASE("a failing host is told at once, in one line") {
    Failure failure;
    failure.host = "h2";
    failure.step = "pull image";
    failure.message = "exit status 1: denied";

    CHECK(told(style(Verbosity::normal), {event::HostFailed{failure}}) ==
          "[h2] Failed: pull image: exit status 1: denied\n");
}

TEST_CASE("a dry run shows host, line and condition") {
    const std::vector<Event> plan{
        event::Planned{"h1", "docker rename a b", "if there is a container a"},
        event::Planned{"h1", "docker run 'x\ny'", ""},
    };

    CHECK(told(style(Verbosity::quiet), plan) ==
          "[h1] docker rename a b  # if there is a container a\n"
          "[h1] docker run 'x\n"
          "[h1] y'\n");
}

TEST_CASE("a piece of a hook's line is told at once, and goes on without a second prefix") {
    Transcript transcript(style(Verbosity::normal));

    CHECK(transcript.tell(hook("50%", true, false)) == "[hook:pre-deploy] 50%");
    CHECK(transcript.tell(hook("", false, false)).empty());
    CHECK(transcript.tell(hook(" 100%", false, true)) == " 100%\n");
    CHECK(transcript.end_line().empty());
}

TEST_CASE("a hook's last line without a newline is ended when the hook has ended") {
    CHECK(told(style(Verbosity::normal), {hook("bye", true, false), event::HookFinished{"pre-deploy", 0, 1ms},
                                          hook("hello", true, true, "post-deploy")}) ==
          "[hook:pre-deploy] bye\n[hook:post-deploy] hello\n");
}

TEST_CASE("a hook's line that something else cuts short goes on behind its prefix") {
    CHECK(told(style(Verbosity::normal),
               {hook("half", true, false), event::Notice{event::Notice::Level::warning, "h1", "slow"},
                hook(" and half", false, true)}) ==
          "[hook:pre-deploy] half\n[h1] Warning: slow\n[hook:pre-deploy]  and half\n");
}

TEST_CASE("an empty line of a hook has its prefix") {
    CHECK(told(style(Verbosity::normal), {hook("")}) == "[hook:pre-deploy] \n");
}

TEST_CASE("into a pipe a hook's bytes go as they are, on a terminal control characters are made visible") {
    const std::string bytes = "\x1b[2J\xff\tok\r";

    CHECK(told(style(Verbosity::normal, false), {hook(bytes)}) == "[hook:pre-deploy] " + bytes + "\n");
    CHECK(told(style(Verbosity::normal, true), {hook(bytes)}) == "[hook:pre-deploy] ^[[2J\\xff\tok\n");
}

TEST_CASE("a letter of several bytes that is cut between two pieces of a line is shown whole") {
    for (const std::string letter : {"ä", "€", "🚀"}) {
        for (std::size_t cut = 1; cut < letter.size(); ++cut) {
            CAPTURE(letter);
            CAPTURE(cut);

            CHECK(told(style(Verbosity::normal, true), {hook("a" + letter.substr(0, cut), true, false),
                                                        hook(letter.substr(cut) + "b", false, true)}) ==
                  "[hook:pre-deploy] a" + letter + "b\n");
        }
    }
}

TEST_CASE("the first bytes of a letter that never gets its end are shown nevertheless") {
    CHECK(told(style(Verbosity::normal, true), {hook("a\xe2\x82", true, false)}) ==
          "[hook:pre-deploy] a\\xe2\\x82\n");
}

TEST_CASE("what a host says cannot move the cursor") {
    CHECK(told(style(Verbosity::verbose), {event::OutputLine{"h1", wheels::Stream::err, "\x1b[1A\rgone"}}) ==
          "[h1] ^[[1A^Mgone\n");
}

TEST_CASE("colours never stand before the prefix of a hook") {
    Style colourful;
    colourful.colours = true;
    colourful.terminal = true;

    CHECK(told(colourful, {event::PhaseStarted{"Connect"}, hook("x")}) ==
          "\x1b[1mConnect\x1b[0m\n[hook:pre-deploy] x\n");
}
