#include "ssh/known_hosts.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/base64.hpp"
#include "base/unique_fd.hpp"
#include "ssh/wire.hpp"
#include "support/temp_dir.hpp"

using namespace wheels;
using namespace wheels::ssh;
using Verdict = KnownHosts::Verdict;

namespace {

std::string blob(const std::string& type, const std::string& key) {
    std::string bytes;
    wire::put_string(bytes, type);
    wire::put_string(bytes, key);
    return bytes;
}

const std::string ed = blob("ssh-ed25519", "the ed25519 key of a host, ......");
const std::string other_ed = blob("ssh-ed25519", "another ed25519 key, ...........");
const std::string rsa = blob("ssh-rsa", "an rsa key");

std::string entry(const std::string& names, const std::string& key) {
    return names + " " + key_type(key) + " " + base64::encode(key) + " comment\n";
}

KnownHosts parsed(const std::string& text) {
    KnownHosts hosts;
    hosts.parse(text, "known_hosts");
    return hosts;
}

std::string slurp(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("names, patterns and ports are matched as OpenSSH does") {
    struct Case {
        std::string names;
        std::string host;
        std::uint16_t port;
        Verdict verdict;
    };
    const Case cases[] = {
        {"web1", "web1", 22, Verdict::known},
        {"web1", "WEB1", 22, Verdict::known},
        {"web1", "web2", 22, Verdict::unknown},
        {"web1,10.0.0.3", "10.0.0.3", 22, Verdict::known},
        {"[web1]:2222", "web1", 2222, Verdict::known},
        {"[web1]:2222", "web1", 22, Verdict::unknown},
        {"web1", "web1", 2222, Verdict::known},
        {"*.example.com", "a.example.com", 22, Verdict::known},
        {"10.0.0.?", "10.0.0.7", 22, Verdict::known},
        {"10.0.0.?", "10.0.0.77", 22, Verdict::unknown},
        {"*,!web1", "web1", 22, Verdict::unknown},
        {"*,!web1", "web2", 22, Verdict::known},
        {"::1", "::1", 22, Verdict::known},
        {"[::1]:2222", "::1", 2222, Verdict::known},
    };

    for (const auto& [names, host, port, verdict] : cases) {
        CAPTURE(names);
        CAPTURE(host);
        CHECK(parsed(entry(names, ed)).check(host, port, ed).verdict == verdict);
    }
}

TEST_CASE("hashed names are found") {
    // ssh-keygen -H made it from "web1".
    const auto hosts = parsed(entry("|1|aez0Ns8GZR0HAC+jlukf04nLLAc=|KG+6ak5872An2bHYIN/qCSTznMY=", ed));

    CHECK(hosts.check("web1", 22, ed).verdict == Verdict::known);
    CHECK(hosts.check("web2", 22, ed).verdict == Verdict::unknown);
}

TEST_CASE("another key than the known one is a change, of whatever type it is") {
    const auto hosts = parsed("# a comment\n\n" + entry("web1", ed));

    const auto changed = hosts.check("web1", 22, other_ed);
    const auto other_type = hosts.check("web1", 22, rsa);

    CHECK(changed.verdict == Verdict::changed);
    CHECK(changed.entry.file == "known_hosts");
    CHECK(changed.entry.line == 3);
    CHECK(other_type.verdict == Verdict::changed);
}

TEST_CASE("of several keys the one of the same type speaks against a changed key") {
    const auto hosts = parsed(entry("web1", rsa) + entry("web1", ed));

    const auto answer = hosts.check("web1", 22, other_ed);

    CHECK(answer.verdict == Verdict::changed);
    CHECK(answer.entry.line == 2);
    CHECK(hosts.check("web1", 22, rsa).verdict == Verdict::known);
}

TEST_CASE("an entry for the name alone cannot speak against a host on another port") {
    CHECK(parsed(entry("web1", ed)).check("web1", 2222, other_ed).verdict == Verdict::unknown);
}

TEST_CASE("a revoked key is refused, even when another line knows it") {
    const auto hosts = parsed(entry("web1", ed) + "@revoked " + entry("*", ed));

    const auto answer = hosts.check("web1", 22, ed);

    CHECK(answer.verdict == Verdict::revoked);
    CHECK(answer.entry.line == 2);
    CHECK(hosts.check("web1", 22, other_ed).verdict == Verdict::changed);
}

TEST_CASE("a certificate authority vouches for no plain key, but is remembered for the error") {
    const auto hosts = parsed("@cert-authority " + entry("*", ed));

    const auto answer = hosts.check("web1", 22, ed);

    CHECK(answer.verdict == Verdict::unknown);
    CHECK(answer.has_authority);
    CHECK(hosts.types("web1", 22).empty());
}

TEST_CASE("what is added after a question counts at the next one") {
    KnownHosts known;
    known.parse("other " + std::string("ssh-ed25519 ") + base64::encode(ed), "file");
    CHECK(known.check("host", 22, ed).verdict == Verdict::unknown);

    known.parse(known_hosts_line("host", ed), "file");
    auto copy = known;

    CHECK(known.check("host", 22, ed).verdict == Verdict::known);
    known = KnownHosts();
    CHECK(copy.check("host", 22, ed).verdict == Verdict::known);
    CHECK(known.check("host", 22, ed).verdict == Verdict::unknown);
}

TEST_CASE("lines that make no sense are skipped") {
    const std::string text = "web1\nweb1 ssh-ed25519\nweb1 ssh-ed25519 !!!\nweb1 ssh-rsa " +
                             base64::encode(ed) + "\n@unheard web1 ssh-ed25519 " + base64::encode(ed) +
                             "\n|1|x| ssh-ed25519 " + base64::encode(ed) + "\n";

    CHECK(parsed(text).check("web1", 22, ed).verdict == Verdict::unknown);
}

TEST_CASE("the known key types of a host are listed in the order of the file") {
    const auto hosts = parsed(entry("web1", rsa) + entry("web2", ed) + entry("web1", ed));

    CHECK(hosts.types("web1", 22) == std::vector<std::string>{"ssh-rsa", "ssh-ed25519"});
}

TEST_CASE("a host is added as OpenSSH adds it: a private folder, a private file, a line of its own") {
    test::TempDir dir;
    const auto path = dir.path() + "/.ssh/known_hosts";

    const auto first = append_known_host(path, "web1 ssh-ed25519 AAAA");
    std::ofstream(path, std::ios::app) << "no newline";
    const auto second = append_known_host(path, "web2 ssh-ed25519 BBBB");

    CHECK(first.empty());
    CHECK(second.empty());
    CHECK(slurp(path) == "web1 ssh-ed25519 AAAA\nno newline\nweb2 ssh-ed25519 BBBB\n");
    struct stat file{};
    struct stat folder{};
    REQUIRE(::stat(path.c_str(), &file) == 0);
    REQUIRE(::stat((dir.path() + "/.ssh").c_str(), &folder) == 0);
    CHECK((file.st_mode & 0777) == 0600);
    CHECK((folder.st_mode & 0777) == 0700);
    CHECK(append_known_host(dir.path() + "/no/where/known_hosts", "x").find("cannot be made") !=
          std::string::npos);
}

TEST_CASE(
    "processes that add hosts at the same time lose none, and tear no line, also behind an unfinished one") {
    constexpr int processes = 8;
    constexpr int each = 100;
    test::TempDir dir;
    const auto path = dir.write("known_hosts", "unfinished ssh-ed25519 AAAA");
    std::vector<pid_t> children;
    for (int process = 0; process < processes; ++process) {
        const auto child = ::fork();
        if (child == 0) {
            bool well = true;
            for (int i = 0; i < each; ++i) {
                const auto name = "h" + std::to_string(process) + "-" + std::to_string(i);
                well =
                    append_known_host(path, name + " ssh-ed25519 " + std::string(200, 'B')).empty() && well;
            }
            ::_exit(well ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const auto child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
    std::ifstream stream(path);
    std::set<std::string> names;

    for (std::string line; std::getline(stream, line);) {
        const auto space = line.find(' ');
        names.insert(line.substr(0, space));
        CHECK((line == "unfinished ssh-ed25519 AAAA" ||
               line.substr(space) == " ssh-ed25519 " + std::string(200, 'B')));
    }

    CHECK(names.size() == processes * each + 1);
}

TEST_CASE("somebody who keeps the lock of known_hosts for ever does not keep a host from being added") {
    test::TempDir dir;
    const auto path = dir.write("known_hosts", "");
    const UniqueFd held(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(::flock(held.get(), LOCK_EX) == 0);

    CHECK(append_known_host(path, "web1 ssh-ed25519 AAAA").empty());
}
