#include "ssh/known_hosts.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/base64.hpp"
#include "base/file_text.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "base/wildcards.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac_sha1(std::string_view key, std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), octets(text), text.size(), digest, &size);
    return std::string(reinterpret_cast<const char*>(digest), size);
}

// |1|salt|hash
bool matches_hash(std::string_view names, const std::string& name) {
    const auto parts = text::split(names, '|');
    if (parts.size() != 4 || parts[1] != "1") return false;
    const auto salt = base64::decode(parts[2]);
    const auto hash = base64::decode(parts[3]);
    return salt && hash && hmac_sha1(*salt, name) == *hash;
}

bool matches(const std::string& names, const std::string& name) {
    if (names.front() == '|') return matches_hash(names, name);
    bool matched = false;
    for (const auto& pattern : text::split(names, ',')) {
        if (pattern.empty()) continue;
        const bool negated = pattern.front() == '!';
        if (!matches_wildcards(name, lower_case(std::string_view(pattern).substr(negated ? 1 : 0)))) continue;
        if (negated) return false;
        matched = true;
    }
    return matched;
}

std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields;
    std::size_t begin = 0;
    while (fields.size() < 4) {
        begin = line.find_first_not_of(" \t\r", begin);
        if (begin == std::string_view::npos) break;
        const auto end = std::min(line.find_first_of(" \t\r", begin), line.size());
        fields.emplace_back(line.substr(begin, end - begin));
        begin = end;
    }
    return fields;
}

}  // namespace

std::string known_name(std::string_view host, std::uint16_t port) {
    const auto name = lower_case(host);
    return port == 22 ? name : "[" + name + "]:" + std::to_string(port);
}

std::string key_type(std::string_view blob) {
    wire::Reader reader(blob);
    return std::string(reader.string());
}

std::string fingerprint(std::string_view blob) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(blob.data(), blob.size(), digest, &size, EVP_sha256(), nullptr);
    auto encoded = base64::encode({reinterpret_cast<const char*>(digest), size});
    while (!encoded.empty() && encoded.back() == '=') encoded.pop_back();
    return "SHA256:" + encoded;
}

void KnownHosts::parse(std::string_view text, const std::string& file) {
    found_before_.clear();
    std::size_t number = 0;
    for (const auto& line : text::lines(text)) {
        ++number;
        auto fields = fields_of(line);
        if (fields.empty() || fields.front().front() == '#') continue;
        Entry entry;
        if (fields.front().front() == '@') {
            entry.revoked = fields.front() == "@revoked";
            entry.authority = fields.front() == "@cert-authority";
            if (!entry.revoked && !entry.authority) continue;
            fields.erase(fields.begin());
        }
        if (fields.size() < 3) continue;
        const auto blob = base64::decode(fields[2]);
        if (!blob || key_type(*blob) != fields[1]) continue;
        entry.names = fields[0];
        entry.blob = *blob;
        entry.file = file;
        entry.line = number;
        entries_.push_back(std::move(entry));
    }
}

void KnownHosts::read(const std::string& path, const std::string& file) {
    parse(read_file_text(path).text.value_or(""), file);
}

std::vector<const KnownHosts::Entry*> KnownHosts::of(const std::string& name) const {
    const auto [place, is_new] = found_before_.try_emplace(name);
    auto& numbers = place->second;
    for (std::size_t i = 0; is_new && i < entries_.size(); ++i) {
        if (matches(entries_[i].names, name)) numbers.push_back(i);
    }
    std::vector<const Entry*> found;
    for (const auto number : numbers) found.push_back(&entries_[number]);
    return found;
}

// Like OpenSSH: a host on another port that has no entry of its own may be known by its name alone.
std::vector<const KnownHosts::Entry*> KnownHosts::of(std::string_view host, std::uint16_t port) const {
    auto found = of(known_name(host, port));
    const auto vouches = [](const Entry* entry) { return !entry->authority && !entry->revoked; };
    if (port == 22 || std::any_of(found.begin(), found.end(), vouches)) return found;
    for (const auto* entry : of(known_name(host, 22))) found.push_back(entry);
    return found;
}

KnownHosts::Answer KnownHosts::check(std::string_view host, std::uint16_t port, std::string_view blob) const {
    const auto found = of(host, port);
    Answer answer;
    for (const auto* entry : found) {
        if (entry->revoked && entry->blob == blob) {
            answer.verdict = Verdict::revoked;
            answer.entry = *entry;
            return answer;
        }
    }
    for (const auto* entry : found) {
        if (entry->authority) answer.has_authority = true;
        if (entry->authority || entry->revoked) continue;
        if (entry->blob == blob) {
            answer.verdict = Verdict::known;
            return answer;
        }
    }
    // An entry for the name alone may be another server's on that host: it cannot speak against this one.
    const auto name = known_name(host, port);
    for (const auto* entry : found) {
        if (entry->authority || entry->revoked || !matches(entry->names, name)) continue;
        const bool same_type = key_type(entry->blob) == key_type(blob);
        if (answer.verdict == Verdict::changed && !same_type) continue;
        answer.verdict = Verdict::changed;
        answer.entry = *entry;
        if (same_type) break;
    }
    return answer;
}

std::vector<std::string> KnownHosts::types(std::string_view host, std::uint16_t port) const {
    std::vector<std::string> types;
    for (const auto* entry : of(host, port)) {
        if (entry->authority || entry->revoked) continue;
        auto type = key_type(entry->blob);
        if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(std::move(type));
    }
    return types;
}

std::string known_hosts_line(std::string_view name, std::string_view blob) {
    return std::string(name) + " " + key_type(blob) + " " + base64::encode(blob);
}

std::string hashed_name(std::string_view name) {
    std::string salt(20, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) != 1)
        return std::string(name);
    return "|1|" + base64::encode(salt) + "|" + base64::encode(hmac_sha1(salt, name));
}

std::string sha1_hex(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 15];
    }
    return hex;
}

namespace {

// Two at once may both find an unfinished last line. What they write is one piece each in any case, so
// somebody who keeps the lock, or a file system that knows none, is no reason to wait for long.
void lock_for_a_moment(int file) {
    constexpr timespec pause{0, 5'000'000};
    for (int attempt = 0; attempt < 100 && ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
         ++attempt)
        ::nanosleep(&pause, nullptr);
}

}  // namespace

std::string append_known_host(const std::string& path, const std::string& line) {
    const auto folder = path.substr(0, path.rfind('/'));
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return folder + " cannot be made: " + std::strerror(errno);
    const UniqueFd file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file) return path + " cannot be written: " + std::strerror(errno);
    lock_for_a_moment(file.get());
    std::string text = line + "\n";
    struct stat status{};
    char last = '\n';
    if (::fstat(file.get(), &status) == 0 && status.st_size > 0 &&
        ::pread(file.get(), &last, 1, status.st_size - 1) == 1 && last != '\n') {
        text.insert(0, "\n");
    }
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return path + " cannot be written: " + std::strerror(errno);
    return {};
}

}  // namespace wheels::ssh
