#include "flags.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "duration.hpp"

namespace kamal_proxy {
namespace {

bool is_true(const std::string& value) {
    return value == "1" || value == "t" || value == "T" || value == "true" || value == "TRUE" ||
           value == "True";
}

bool is_false(const std::string& value) {
    return value == "0" || value == "f" || value == "F" || value == "false" || value == "FALSE" ||
           value == "False";
}

// An empty text when the value fits the type, else the reason in words of Go.
std::string fault(Flag::Type type, const std::string& value) {
    switch (type) {
        case Flag::Type::text:
        case Flag::Type::list: return "";
        case Flag::Type::boolean:
            if (is_true(value) || is_false(value)) return "";
            return "strconv.ParseBool: parsing \"" + value + "\": invalid syntax";
        case Flag::Type::integer: {
            std::int64_t number = 0;
            const auto* end = value.data() + value.size();
            const auto read = std::from_chars(value.data(), end, number);
            if (read.ec == std::errc() && read.ptr == end) return "";
            return "strconv.ParseInt: parsing \"" + value + "\": invalid syntax";
        }
        case Flag::Type::duration:
            try {
                parse_duration(value);
                return "";
            } catch (const std::invalid_argument& e) {
                return e.what();
            }
    }
    return "";
}

}  // namespace

Flags Flags::parse(const std::vector<Flag>& known, const std::vector<std::string>& words) {
    Flags flags;
    for (const auto& flag : known) flags.fallbacks_[flag.name] = flag.fallback;
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (*word == "--") {
            flags.words_.insert(flags.words_.end(), word + 1, words.end());
            break;
        }
        if (word->size() < 2 || word->front() != '-') {
            flags.words_.push_back(*word);
            continue;
        }
        if (*word == "-h" || *word == "--help") {
            flags.help_ = true;
            continue;
        }
        if (word->at(1) != '-') {
            throw CommandError("unknown shorthand flag: '" + std::string(1, word->at(1)) + "' in " + *word);
        }
        if (word->at(2) == '-' || word->at(2) == '=') throw CommandError("bad flag syntax: " + *word);
        const auto equals = word->find('=');
        const auto name = word->substr(2, equals == std::string::npos ? equals : equals - 2);
        const auto flag =
            std::find_if(known.begin(), known.end(), [&](const Flag& f) { return f.name == name; });
        if (flag == known.end()) throw CommandError("unknown flag: --" + name);
        if (equals != std::string::npos) {
            flags.set(*flag, word->substr(equals + 1));
        } else if (flag->type == Flag::Type::boolean) {
            flags.set(*flag, "true");
        } else if (word + 1 != words.end()) {
            flags.set(*flag, *++word);
        } else {
            throw CommandError("flag needs an argument: --" + name);
        }
    }
    return flags;
}

void Flags::set(const Flag& flag, const std::string& value) {
    if (const auto why = fault(flag.type, value); !why.empty()) {
        throw CommandError("invalid argument \"" + value + "\" for \"--" + flag.name + "\" flag: " + why);
    }
    auto& values = values_[flag.name];
    if (flag.type != Flag::Type::list) {
        values.assign(1, value);
        return;
    }
    for (std::size_t begin = 0; begin <= value.size() && !value.empty();) {
        const auto end = std::min(value.find(',', begin), value.size());
        values.push_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
}

std::string Flags::text(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallbacks_.at(name) : found->second.at(0);
}

std::vector<std::string> Flags::list(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

bool Flags::boolean(const std::string& name) const {
    return is_true(text(name));
}

int Flags::integer(const std::string& name) const {
    return std::stoi(text(name));
}

std::chrono::milliseconds Flags::milliseconds(const std::string& name) const {
    return std::chrono::ceil<std::chrono::milliseconds>(parse_duration(text(name)));
}

}  // namespace kamal_proxy
