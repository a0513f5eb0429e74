#include "http_head.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace kamal_proxy {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

int version_of(std::string_view protocol) {
    if (protocol == "HTTP/1.1") return 1;
    if (protocol == "HTTP/1.0") return 0;
    throw BadHttp("unsupported protocol");
}

Framing framing_of(const Fields& fields, Framing::Kind otherwise) {
    if (fields.has_word("Transfer-Encoding", "chunked")) return Framing{Framing::Kind::chunked};
    const auto length = fields.get("Content-Length");
    if (!length) return Framing{otherwise};
    Framing framing{Framing::Kind::length};
    const auto* end = length->data() + length->size();
    const auto read = std::from_chars(length->data(), end, framing.length);
    if (read.ec != std::errc() || read.ptr != end) throw BadHttp("bad Content-Length");
    return framing;
}

std::string without_port(const std::string& host) {
    const auto colon = host.rfind(':');
    if (colon == std::string::npos || host.find(']', colon) != std::string::npos) return host;
    return host.substr(0, colon);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

Fields Fields::parse(std::string_view lines) {
    Fields fields;
    for (const auto raw : split(lines, '\n')) {
        const auto line = raw.ends_with('\r') ? raw.substr(0, raw.size() - 1) : raw;
        if (line.empty()) continue;
        const auto colon = line.find(':');
        const auto name = line.substr(0, colon);
        if (colon == std::string_view::npos || colon == 0 ||
            name.find_first_of(" \t") != std::string_view::npos) {
            throw BadHttp("malformed header");
        }
        fields.add(std::string(name), std::string(trim(line.substr(colon + 1))));
    }
    return fields;
}

std::optional<std::string> Fields::get(std::string_view name) const {
    std::optional<std::string> all;
    for (const auto& [field, value] : fields_) {
        if (!equal_ignoring_case(field, name)) continue;
        all = all ? *all + ", " + value : value;
    }
    return all;
}

bool Fields::has_word(std::string_view name, std::string_view word) const {
    const auto value = get(name).value_or("");
    const auto words = split(value, ',');
    return std::any_of(words.begin(), words.end(),
                       [&](auto w) { return equal_ignoring_case(trim(w), word); });
}

std::optional<std::string> Fields::cookie(std::string_view name) const {
    const auto cookies = get("Cookie").value_or("");
    for (const auto part : split(cookies, ';')) {
        const auto pair = trim(part);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return std::string(pair.substr(equals + 1));
        }
    }
    return std::nullopt;
}

void Fields::set(std::string name, std::string value) {
    remove(name);
    add(std::move(name), std::move(value));
}

void Fields::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void Fields::remove(std::string_view name) {
    std::erase_if(fields_, [&](const auto& field) { return equal_ignoring_case(field.first, name); });
}

void Fields::remove_hop_by_hop() {
    const auto connection = get("Connection").value_or("");
    for (const auto named : split(connection, ',')) remove(trim(named));
    for (const auto* name :
         {"Connection", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade"}) {
        remove(name);
    }
}

std::string Fields::lines() const {
    std::string text;
    for (const auto& [name, value] : fields_) text += name + ": " + value + "\r\n";
    return text;
}

RequestHead RequestHead::parse(std::string_view text) {
    const auto line_end = std::min(text.find('\n'), text.size());
    const auto words = split(trim(text.substr(0, line_end)), ' ');
    if (words.size() != 3 || words[0].empty() || words[1].empty()) throw BadHttp("malformed request line");
    RequestHead head;
    head.method = words[0];
    head.target = words[1];
    head.minor_version = version_of(words[2]);
    head.fields = Fields::parse(text.substr(std::min(line_end + 1, text.size())));
    if (head.target.starts_with("http://")) {
        const auto slash = std::min(head.target.find('/', 7), head.target.size());
        head.fields.set("Host", head.target.substr(7, slash - 7));
        head.target = slash == head.target.size() ? "/" : head.target.substr(slash);
    }
    const auto host = head.fields.get("Host");
    if (!host && head.minor_version == 1) throw BadHttp("missing Host");
    head.host = without_port(host.value_or(""));
    return head;
}

Framing RequestHead::framing() const {
    return framing_of(fields, Framing::Kind::none);
}

bool RequestHead::keeps_alive() const {
    return minor_version == 1 && !fields.has_word("Connection", "close");
}

bool RequestHead::is_upgrade() const {
    return fields.has_word("Connection", "upgrade") && fields.get("Upgrade").has_value();
}

std::string RequestHead::path() const {
    return target.substr(0, target.find('?'));
}

ResponseHead ResponseHead::parse(std::string_view text) {
    const auto line_end = std::min(text.find('\n'), text.size());
    const auto line = trim(text.substr(0, line_end));
    ResponseHead head;
    if (line.size() < 12 || !line.starts_with("HTTP/1.")) throw BadHttp("malformed status line");
    const auto read = std::from_chars(line.data() + 9, line.data() + 12, head.status);
    if (read.ec != std::errc() || head.status < 100) throw BadHttp("malformed status");
    if (line.size() > 13) head.reason = line.substr(13);
    head.fields = Fields::parse(text.substr(std::min(line_end + 1, text.size())));
    return head;
}

Framing ResponseHead::framing(const std::string& method) const {
    if (method == "HEAD" || status < 200 || status == 204 || status == 304)
        return Framing{Framing::Kind::none};
    return framing_of(fields, Framing::Kind::until_close);
}

}  // namespace kamal_proxy
