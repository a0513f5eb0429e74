#include <doctest/doctest.h>

#include <string>

#include "wheels/playground.hpp"

using namespace wheels;

namespace {

RehearsalStep step(std::size_t line, const std::string& text, RehearsalStep::Outcome outcome) {
    RehearsalStep made;
    made.line = line;
    made.text = text;
    made.outcome = outcome;
    return made;
}

}  // namespace

TEST_CASE("JUnit gets a test case for each step") {
    Rehearsal rehearsal;
    rehearsal.script = "rehearsal.txt";
    rehearsal.steps = {step(0, "up", RehearsalStep::Outcome::passed),
                       step(2, "expect \"a<b\" at /", RehearsalStep::Outcome::failed),
                       step(3, "deploy v2", RehearsalStep::Outcome::skipped)};
    rehearsal.steps[0].took = std::chrono::milliseconds(12034);
    rehearsal.steps[1].problem = "web1 answers status 502 & \"bad\"\nand more";
    rehearsal.steps[1].output = "\x1b[31mred\xff ü\n";

    CHECK(rehearsal.junit() ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"12.034\">\n"
          "  <testsuite name=\"wheels deploy playground run rehearsal.txt\" tests=\"3\" failures=\"1\" "
          "errors=\"0\" "
          "skipped=\"1\" time=\"12.034\">\n"
          "    <testcase classname=\"rehearsal.txt\" name=\"up\" time=\"12.034\"/>\n"
          "    <testcase classname=\"rehearsal.txt\" name=\"line 2: expect &quot;a&lt;b&quot; at /\" "
          "time=\"0.000\">\n"
          "      <failure message=\"web1 answers status 502 &amp; &quot;bad&quot; and more\">web1 answers "
          "status 502 "
          "&amp; &quot;bad&quot;\nand more</failure>\n"
          "      <system-out>?[31mred? ü\n</system-out>\n"
          "    </testcase>\n"
          "    <testcase classname=\"rehearsal.txt\" name=\"line 3: deploy v2\" time=\"0.000\">\n"
          "      <skipped/>\n"
          "    </testcase>\n"
          "  </testsuite>\n"
          "</testsuites>\n");
    CHECK_FALSE(rehearsal.passed());
}

TEST_CASE("a rehearsal has passed when every step has") {
    Rehearsal rehearsal;
    rehearsal.steps = {step(1, "deploy v1", RehearsalStep::Outcome::passed)};
    CHECK(rehearsal.passed());

    rehearsal.interrupted = true;
    CHECK_FALSE(rehearsal.passed());
}
