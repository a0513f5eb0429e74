#pragma once

#include <string>
#include <string_view>

namespace wheels::output {

/// Colours for a terminal; leaves texts alone where there are none.
class Paint {
public:
    explicit Paint(bool colours = false) : colours_(colours) {}

    std::string heading(std::string_view text) const { return in("1", text); }
    std::string host(std::string_view text) const { return in("36", text); }
    std::string command(std::string_view text) const { return in("2", text); }
    std::string good(std::string_view text) const { return in("32", text); }
    std::string warning(std::string_view text) const { return in("33", text); }
    std::string bad(std::string_view text) const { return in("1;31", text); }

private:
    std::string in(std::string_view colour, std::string_view text) const {
        if (!colours_) return std::string(text);
        return "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m";
    }

    bool colours_;
};

}  // namespace wheels::output
