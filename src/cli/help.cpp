#include "cli/help.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"
#include "cli/common_flags.hpp"
#include "wheels/version.hpp"

namespace wheels::cli {
namespace {

std::string left_column(const Flag& flag) {
    auto text = flag.letter == 0 ? std::string("    ") : fmt::format("-{}, ", flag.letter);
    text += fmt::format("--{}", flag.name);
    if (!flag.also.empty()) text += fmt::format(", --{}", flag.also);
    if (!flag.value.empty()) text += fmt::format(" {}", flag.value);
    return text;
}

std::string list_of(Flags flags) {
    std::string text;
    for (const auto& flag : flags) text += fmt::format("  {:<36} {}\n", left_column(flag), flag.help);
    return text;
}

std::string left_column(const Verb& verb) {
    return fmt::format("{}{}{}", verb.name, verb.arguments.empty() ? "" : " ", verb.arguments);
}

std::string list_of_examples(const Verb& verb) {
    std::string text;
    for (const auto& line : text::lines(verb.examples)) text += fmt::format("  {}\n", line);
    return text;
}

std::string list_of_verbs(std::string_view beginning) {
    std::string text;
    for (const auto* verb : verbs()) {
        if (!verb->hidden && verb->name.starts_with(beginning))
            text += fmt::format("  {:<32} {}\n", left_column(*verb), verb->summary);
    }
    return text;
}

std::string list_of_statuses() {
    std::string text = "Exit status:\n";
    for (const auto& [status, meaning] : exit_statuses())
        text += fmt::format("  {:<10} {}\n", status, meaning);
    return text;
}

// Lines of others: any length and any character may be in them.
std::string list_of_aliases(const Pairs& aliases) {
    if (aliases.empty()) return {};
    std::string list = "\nAliases of this project:\n";
    for (const auto& [name, line] : aliases)
        list += fmt::format("  {:<32} {}\n", text::one_line(name), text::shorten(text::one_line(line), 92));
    return list;
}

}  // namespace

std::string program_help() {
    return fmt::format(
        "{}\n"
        "\n"
        "Usage: wheels deploy [VERB] [FLAGS]\n"
        "\n"
        "`wheels deploy` ships the app of config/deploy.yml to its servers.\n"
        "`wheels deploy --help` lists the verbs and flags.\n"
        "`wheels completion bash` (zsh, fish) prints what makes the shell complete them.\n"
        "`wheels man` prints the manual page.\n",
        version_line());
}

std::string deploy_help(const Pairs& aliases) {
    return "Usage: wheels deploy [VERB] [FLAGS]\n"
           "\n"
           "Without a verb: deploy. Flags may stand before or after the verb, as --flag VALUE or "
           "--flag=VALUE; a flag "
           "without\na value is turned off by --no-FLAG.\n"
           "\n"
           "Verbs:\n" +
           list_of_verbs({}) + "  help [VERB]                      Show help\n" + list_of_aliases(aliases) +
           "\n"
           "Flags of every verb:\n" +
           list_of(common_flags()) + "\n" + list_of_statuses();
}

std::string verb_help(const Verb& verb) {
    auto help = fmt::format("Usage: wheels deploy {} [FLAGS]\n\n{}.\n", left_column(verb), verb.summary);
    if (!verb.text.empty()) help += fmt::format("\n{}", verb.text);
    if (!verb.examples.empty()) help += "\nExamples:\n" + list_of_examples(verb);
    if (!verb.flags.empty()) help += "\nFlags:\n" + list_of(verb.flags);
    return help + "\nFlags of every verb:\n" + list_of(common_flags());
}

std::string group_help(const std::string& group) {
    return fmt::format("Usage: wheels deploy {} VERB [FLAGS]\n\nVerbs:\n{}", group,
                       list_of_verbs(group + " "));
}

std::string help_for(const Invocation& invocation, const Pairs& aliases) {
    if (invocation.verb != nullptr) return verb_help(*invocation.verb);
    return invocation.group.empty() ? deploy_help(aliases) : group_help(invocation.group);
}

std::span<const ExitStatus> exit_statuses() {
    static constexpr std::array all{
        ExitStatus{"0", "Done"},
        ExitStatus{"1", "Failed on a host"},
        ExitStatus{"2", "The command line or the configuration makes no sense"},
        ExitStatus{"3", "The deploy lock is held"},
        ExitStatus{"4", "A hook refused or failed"},
        ExitStatus{"5", "No connection to a host"},
        ExitStatus{"130, 143", "Interrupted by SIGINT, by SIGTERM"},
    };
    return all;
}

std::string version_line() {
    return fmt::format("wheels {} (compatible with Kamal {})", version, kamal_version);
}

}  // namespace wheels::cli
