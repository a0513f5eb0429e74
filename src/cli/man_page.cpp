#include "cli/man_page.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/common_flags.hpp"
#include "cli/help.hpp"
#include "cli/verb.hpp"
#include "wheels/version.hpp"

namespace wheels::cli {
namespace {

// The page is ASCII, which every formatter reads. A `-` would become a hyphen that nobody can paste, and a
// `.` or `'` in front a request.
std::string as_roff(std::string_view text) {
    std::string roff;
    bool begins_a_line = true;
    for (const char c : text::replace_all(std::string(text), "…", "...")) {
        if (begins_a_line && (c == '.' || c == '\'')) roff += "\\&";
        if (c == '\\') {
            roff += "\\e";
        } else if (c == '-') {
            roff += "\\-";
        } else if (c == '\'') {
            roff += "\\(aq";
        } else if (c == '`') {
            roff += "\\(ga";
        } else if (c == '^') {
            roff += "\\(ha";
        } else if (c == '~') {
            roff += "\\(ti";
        } else {
            roff += c;
        }
        begins_a_line = c == '\n';
    }
    return roff;
}

std::string sentence(std::string_view text) {
    return as_roff(text) + ".\n";
}

std::string flags_of(Flags flags) {
    std::string roff;
    for (const auto& flag : flags) {
        roff += ".TP\n";
        if (flag.letter != 0) roff += fmt::format("\\fB\\-{}\\fR, ", flag.letter);
        roff += "\\fB\\-\\-" + as_roff(flag.name) + "\\fR";
        if (!flag.also.empty()) roff += ", \\fB\\-\\-" + as_roff(flag.also) + "\\fR";
        if (!flag.value.empty()) roff += " \\fI" + as_roff(flag.value) + "\\fR";
        roff += "\n" + sentence(flag.help);
    }
    return roff;
}

std::string page_of(const Verb& verb) {
    auto roff = fmt::format(".SS \"{}{}\"\n", as_roff(verb.name),
                            verb.arguments.empty() ? "" : " " + as_roff(verb.arguments));
    roff += sentence(verb.summary);
    if (!verb.text.empty()) roff += ".PP\n" + as_roff(verb.text);
    roff += flags_of(verb.flags);
    if (!verb.examples.empty()) roff += ".PP\n.EX\n" + as_roff(verb.examples) + ".EE\n";
    return roff;
}

}  // namespace

std::string man_page() {
    auto roff = fmt::format(".TH WHEELS\\-DEPLOY 1 \"\" \"wheels {}\" \"User Commands\"\n", version);
    roff +=
        ".SH NAME\n"
        "wheels\\-deploy \\- ship a containerised app to its servers over SSH\n"
        ".SH SYNOPSIS\n"
        ".B wheels deploy\n"
        "[\\fIVERB\\fR] [\\fIFLAGS\\fR] [\\fIARGUMENTS\\fR]\n"
        ".SH DESCRIPTION\n";
    roff += as_roff(
        "Ships the app of config/deploy.yml to its servers, and looks after it there. Without a verb it "
        "deploys.\n");
    roff +=
        ".PP\n" +
        as_roff(
            "Flags may stand before or after the verb, as --flag VALUE or --flag=VALUE; a flag without a\n"
            "value is turned off by --no-FLAG.\n");
    roff += ".SH OPTIONS\nEvery verb takes these.\n" + flags_of(common_flags());
    roff += ".SH VERBS\n";
    for (const auto* verb : verbs()) {
        if (!verb->hidden) roff += page_of(*verb);
    }
    roff += ".SH \"EXIT STATUS\"\n";
    for (const auto& [status, meaning] : exit_statuses())
        roff += fmt::format(".TP\n.B {}\n{}", status, sentence(meaning));
    roff += ".SH FILES\n";
    for (const auto* file :
         {"config/deploy.yml", "config/deploy.DESTINATION.yml", ".kamal/secrets", ".kamal/hooks/"})
        roff += fmt::format(".PP\n.I {}\n", as_roff(file));
    roff +=
        ".SH \"SEE ALSO\"\n" +
        as_roff("`wheels deploy docs` shows the documentation, and what every key of deploy.yml means.\n");
    return roff;
}

}  // namespace wheels::cli
