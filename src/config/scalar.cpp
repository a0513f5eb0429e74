#include "config/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "base/text.hpp"

namespace wheels::config {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string without(std::string_view text, std::string_view dropped) {
    std::string rest;
    for (const char c : text) {
        if (dropped.find(c) == std::string_view::npos) rest += c;
    }
    return rest;
}

std::string_view without_sign(std::string_view text) {
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    return text;
}

void set_integer(Tree& tree, std::int64_t value) {
    tree.kind = Tree::Kind::integer;
    tree.number = value;
    tree.text = std::to_string(value);
}

void set_float(Tree& tree, double value) {
    tree.kind = Tree::Kind::floating;
    tree.text = ruby_float(value);
}

// `digits` in `base`, which may be longer than a machine's integer: then only the text is exact.
void set_integer(Tree& tree, bool negative, const std::string& digits, int base) {
    std::int64_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value, base);
    if (read.ec == std::errc()) return set_integer(tree, negative ? -value : value);
    tree.kind = Tree::Kind::integer;
    tree.number =
        negative ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    tree.text = (negative ? "-" : "") + (base == 10 ? digits : std::string(tree.written));
}

// 0b101, 017, 1_000, 1,000, 0x1F, with a sign.
bool read_integer(Tree& tree, std::string_view written) {
    const bool negative = written[0] == '-';
    const auto body = without_sign(written);
    if (body.empty()) return false;
    int base = 10;
    std::string digits;
    if (body.rfind("0b", 0) == 0 && body.size() > 2 && all_of(body.substr(2), "01_,")) {
        base = 2;
        digits = without(body.substr(2), "_,");
    } else if (body.rfind("0x", 0) == 0 && body.size() > 2 &&
               all_of(body.substr(2), "0123456789abcdefABCDEF_,")) {
        base = 16;
        digits = without(body.substr(2), "_,");
    } else if (body[0] == '0' && body.size() > 1) {
        if (!all_of(body.substr(1), "01234567_,")) return false;
        base = 8;
        digits = without(body.substr(1), "_,");
    } else if (is_digit(body[0])) {
        if (!all_of(body, "0123456789_,")) return false;
        for (std::size_t i = 0; i < body.size(); ++i) {
            const bool separator = !is_digit(body[i]);
            if (separator && (i + 1 == body.size() || !is_digit(body[i + 1]))) return false;
        }
        digits = without(body, "_,");
    } else {
        return false;
    }
    if (digits.empty()) digits = "0";
    set_integer(tree, negative, digits, base);
    return true;
}

// [-+]digits.digits[e+-digits], with `_` and `,` among the digits before the point.
bool read_float(Tree& tree, std::string_view written) {
    const auto body = without_sign(written);
    const auto point = body.find('.');
    if (point == std::string_view::npos) return false;
    const auto whole = body.substr(0, point);
    if (!whole.empty() && (!is_digit(whole[0]) || !all_of(whole, "0123456789_,"))) return false;
    auto rest = body.substr(point + 1);
    const auto exponent = rest.find_first_of("eE");
    const auto fraction = rest.substr(0, exponent);
    if (!all_of(fraction, "0123456789")) return false;
    if (exponent != std::string_view::npos) {
        const auto power = rest.substr(exponent + 1);
        if (power.size() < 2 || (power[0] != '+' && power[0] != '-')) return false;
        if (!all_of(power.substr(1), "0123456789")) return false;
    }
    if (whole.empty() && fraction.empty() && exponent == std::string_view::npos)
        return false;  // a lone point
    auto number = without(whole, "_,") + "." + std::string(rest);
    if (number[0] == '.') number.insert(0, 1, '0');
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec != std::errc()) return false;
    set_float(tree, written[0] == '-' ? -value : value);
    return true;
}

// What stands behind the point of a number.
double fraction_of(std::string_view digits) {
    const auto number = "0." + without(digits, "_") + "0";
    double value = 0;
    std::from_chars(number.data(), number.data() + number.size(), value);
    return value;
}

// 1:30, 1:30:00 and 1:30:00.5. Psych counts the first of two parts as hours.
bool read_sexagesimal(Tree& tree, std::string_view written) {
    const auto point = written.find('.');
    const auto fraction = point == std::string_view::npos ? std::string_view() : written.substr(point + 1);
    if (!all_of(fraction, "0123456789_")) return false;
    const bool negative = written[0] == '-';
    const auto parts = text::split(without_sign(written.substr(0, point)), ':');
    if (parts.size() < 2 || parts.size() > 3) return false;
    std::int64_t sum = 0;
    std::int64_t unit = 3600;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        const bool first = i == 0;
        if (part.empty() || !is_digit(part[0]) || part.size() > 9) return false;
        if (!all_of(part, first ? "0123456789_" : "0123456789")) return false;
        if (!first && (part.size() > 2 || (part.size() == 2 && part[0] > '5'))) return false;
        std::int64_t value = 0;
        const auto digits = without(part, "_");
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        sum += (first && negative ? -value : value) * unit;
        unit /= 60;
    }
    if (point == std::string_view::npos) {
        set_integer(tree, sum);
    } else {
        const auto last_unit = static_cast<double>(parts.size() == 2 ? 60 : 1);
        set_float(tree, static_cast<double>(sum) + fraction_of(fraction) * last_unit);
    }
    return true;
}

// 2024-01-31, alone or with a time of day behind it.
bool is_date(std::string_view written) {
    const auto parts = text::split(written.substr(0, written.find_first_of("Tt \t")), '-');
    if (parts.size() != 3 || parts[0].size() != 4) return false;
    for (const auto& part : parts) {
        if (part.empty() || part.size() > 4 || !all_of(part, "0123456789")) return false;
    }
    const int month = std::stoi(parts[1]);
    const int day = std::stoi(parts[2]);
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    const auto rest = written.find_first_of("Tt \t");
    if (rest == std::string_view::npos) return true;
    const auto time = text::trim(written.substr(rest + 1));
    return time.size() >= 7 && is_digit(time[0]) && time.find(':') != std::string_view::npos &&
           all_of(time, "0123456789:.+-Zz ");
}

// psych: what begins like a word is text at once, but for a few short words.
bool begins_like_a_word(std::string_view written) {
    const auto is_word = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte >= 0x80 ||
               std::string_view("_ \t\n!@#$%^&*(){}<>|/\\~;=").find(c) != std::string_view::npos;
    };
    if (is_word(written[0])) return true;
    const bool skipped = !is_digit(written[0]) && written[0] != '.' && written[0] != ':' && written[0] != '-';
    return skipped && written.size() > 1 && is_word(written[1]);
}

bool read_word(Tree& tree, std::string_view written) {
    const auto word = text::lower(written);
    if (word == "~" || word == "null") {
        tree.kind = Tree::Kind::null;
        tree.text.clear();
        return true;
    }
    const bool yes = word == "yes" || word == "true" || word == "on";
    if (!yes && word != "no" && word != "false" && word != "off") return false;
    tree.kind = Tree::Kind::boolean;
    tree.truth = yes;
    tree.text = yes ? "true" : "false";
    return true;
}

std::string_view symbol_name(std::string_view written) {
    written.remove_prefix(1);
    const bool quoted =
        written.size() >= 2 && (written[0] == '"' || written[0] == '\'') && written.back() == written[0];
    return quoted ? written.substr(1, written.size() - 2) : written;
}

bool read_typed(Tree& tree, std::string_view written) {
    if (begins_like_a_word(written) || written.find('\n') != std::string_view::npos) {
        return read_word(tree, written);
    }
    if (is_date(written)) {
        tree.kind = Tree::Kind::date;
        return true;
    }
    const auto word = text::lower(written);
    if (word == ".inf" || word == "+.inf" || word == "-.inf" || word == ".nan") {
        tree.kind = Tree::Kind::floating;
        tree.text = word == ".nan" ? "NaN" : word[0] == '-' ? "-Infinity" : "Infinity";
        return true;
    }
    if (written.size() > 1 && written[0] == ':') {
        tree.text = std::string(symbol_name(written));
        return true;
    }
    return read_sexagesimal(tree, written) || read_float(tree, written) || read_integer(tree, written);
}

}  // namespace

Tree read_plain_scalar(std::string_view written) {
    Tree tree;
    tree.written = std::string(written);
    tree.text = tree.written;
    tree.plain = true;
    if (written.empty()) return tree;
    tree.kind = Tree::Kind::text;
    read_typed(tree, written);
    return tree;
}

Tree as_float(Tree scalar) {
    if (scalar.kind == Tree::Kind::integer) set_float(scalar, static_cast<double>(scalar.number));
    return scalar;
}

Tree read_quoted_scalar(std::string_view written) {
    Tree tree;
    tree.kind = Tree::Kind::text;
    tree.written = std::string(written);
    tree.text = tree.written;
    return tree;
}

std::string ruby_float(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    char buffer[64];
    const auto size = std::abs(value);
    const bool fixed = value == 0 || (size >= 1e-4 && size < 1e16);
    const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
    const auto written = std::to_chars(buffer, buffer + sizeof(buffer), value, format);
    std::string text(buffer, written.ptr);
    const auto exponent = text.find('e');
    const auto mantissa_end = exponent == std::string::npos ? text.size() : exponent;
    if (text.find('.') >= mantissa_end) text.insert(mantissa_end, ".0");
    return text;
}

std::optional<std::size_t> first_bad_byte(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto length = text::utf8_length(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool control = byte == 0x7f || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r');
        if (length == 0 || control) return i;
        i += length;
    }
    return std::nullopt;
}

}  // namespace wheels::config
