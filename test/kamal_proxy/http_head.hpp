#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kamal_proxy {

/// Bytes that are no HTTP/1.x.
class BadHttp : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Header fields in the order they came in. Names are compared without regard to case.
class Fields {
public:
    /// Reads the lines after the first one. Throws BadHttp.
    static Fields parse(std::string_view lines);

    /// All values of the name, joined by `, `; empty when there is none.
    std::optional<std::string> get(std::string_view name) const;
    /// Whether a comma-separated field has the word.
    bool has_word(std::string_view name, std::string_view word) const;
    /// The value of a cookie.
    std::optional<std::string> cookie(std::string_view name) const;
    void set(std::string name, std::string value);
    void add(std::string name, std::string value);
    void remove(std::string_view name);
    /// Without what is meant for the next hop only: Connection and what it names, framing, upgrades.
    void remove_hop_by_hop();
    /// The lines, each with its line end.
    std::string lines() const;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// How the end of a body is known.
struct Framing {
    enum class Kind { none, length, chunked, until_close };
    Kind kind = Kind::none;
    std::uint64_t length = 0;
};

struct RequestHead {
    std::string method;
    std::string target;  ///< Path and query, as written.
    std::string host;    ///< Without the port.
    int minor_version = 1;
    Fields fields;

    /// Reads a head up to and with its empty line. Throws BadHttp.
    static RequestHead parse(std::string_view text);
    Framing framing() const;
    bool keeps_alive() const;
    bool is_upgrade() const;
    std::string path() const;
};

struct ResponseHead {
    int status = 0;
    std::string reason;
    Fields fields;

    static ResponseHead parse(std::string_view text);
    Framing framing(const std::string& method) const;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace kamal_proxy
