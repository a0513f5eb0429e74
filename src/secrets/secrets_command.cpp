#include "secrets/secrets_command.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::secrets {
namespace {

struct OptionName {
    std::string_view shorter;  ///< May be empty.
    std::string_view longer;
    bool takes_value;
};

constexpr OptionName options[] = {
    {"-a", "--adapter", true},     {"", "--account", true},       {"", "--from", true},
    {"", "--inline", false},       {"-c", "--config-file", true}, {"", "--config", true},
    {"-d", "--destination", true}, {"", "--version", true},       {"", "--release", true},
    {"-h", "--hosts", true},       {"-r", "--roles", true},       {"-p", "--primary", false},
    {"-H", "--skip-hooks", false}, {"-q", "--quiet", false},      {"-v", "--verbose", false},
};

[[noreturn]] void refuse(const std::string& text, std::string hint = {}) {
    throw Error(ErrorKind::usage, "secrets: " + text, std::move(hint));
}

/// Words without the options, and what the options said.
struct Parsed {
    std::vector<std::string> words;
    FetchRequest request;
};

void set(FetchRequest& request, std::string_view option, const std::string& value) {
    if (option == "--adapter") request.adapter = value;
    if (option == "--account" && !text::trim(value).empty()) request.account = value;
    if (option == "--from") request.from = value;
}

// `--option value`, `--option=value`, `-a value` and `-avalue`.
void take_option(const std::vector<std::string>& words, std::size_t& at, Parsed& parsed) {
    const auto& word = words[at];
    const bool is_long = word.starts_with("--");
    const auto equals = is_long ? word.find('=') : (word.size() > 2 ? 2 : std::string::npos);
    const auto spelled = word.substr(0, equals);
    const auto* option =
        std::find_if(std::begin(options), std::end(options), [&](const OptionName& candidate) {
            return spelled == candidate.longer || spelled == candidate.shorter;
        });
    if (option == std::end(options)) refuse("unknown option " + text::one_line(spelled));
    if (!option->takes_value) {
        if (equals != std::string::npos) refuse(spelled + " takes no value");
        return;
    }
    if (equals != std::string::npos) {
        const bool skips_sign = is_long || word[equals] == '=';
        set(parsed.request, option->longer, word.substr(skips_sign ? equals + 1 : equals));
    } else if (at + 1 < words.size()) {
        set(parsed.request, option->longer, words[++at]);
    } else {
        refuse(spelled + " needs a value");
    }
}

Parsed parse(const std::vector<std::string>& words, std::size_t begin) {
    Parsed parsed;
    for (std::size_t at = begin; at < words.size(); ++at) {
        const auto& word = words[at];
        if (word == "--") {
            parsed.words.insert(parsed.words.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                words.end());
            break;
        }
        if (word.size() > 1 && word.front() == '-') {
            take_option(words, at, parsed);
        } else {
            parsed.words.push_back(word);
        }
    }
    return parsed;
}

bool begins_with(const std::vector<std::string>& words, std::initializer_list<std::string_view> beginning) {
    return words.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), words.begin());
}

// The verb, and where the words after it begin.
std::string verb_of(const std::vector<std::string>& words, std::size_t& begin) {
    if (begins_with(words, {"kamal", "secrets"})) {
        begin = 3;
    } else if (begins_with(words, {"wheels", "deploy", "secrets"})) {
        begin = 4;
    } else if (begins_with(words, {"wheels", "deploy"}) && words.size() > 2 &&
               words[2].ends_with("-secrets")) {
        begin = 3;
        return words[2].substr(0, words[2].size() - std::string_view("-secrets").size());
    } else {
        return {};
    }
    return begin <= words.size() ? words[begin - 1] : "nothing";
}

}  // namespace

std::optional<SecretsCommand> parse_secrets_command(const std::vector<std::string>& words) {
    std::size_t begin = 0;
    const auto verb = verb_of(words, begin);
    if (verb.empty()) return std::nullopt;
    SecretsCommand command;
    if (verb == "fetch") {
        auto parsed = parse(words, begin);
        if (parsed.request.adapter.empty())
            refuse("fetch needs --adapter", "for example --adapter 1password");
        command.fetch = std::move(parsed.request);
        command.fetch.names = std::move(parsed.words);
    } else if (verb == "extract") {
        command.verb = SecretsCommand::Verb::extract;
        auto parsed = parse(words, begin);
        if (parsed.words.size() == 1 && parsed.request.from) parsed.words.push_back(*parsed.request.from);
        if (parsed.words.size() != 2)
            refuse("extract needs a name and the JSON of a fetch", "quote the JSON as one word");
        command.name = std::move(parsed.words[0]);
        command.json = std::move(parsed.words[1]);
    } else if (verb == "print") {
        refuse("print cannot be part of a secrets file");
    } else {
        refuse("there is no verb " + text::one_line(verb), "there are fetch, extract and print");
    }
    return command;
}

}  // namespace wheels::secrets
