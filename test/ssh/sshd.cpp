#include "ssh/sshd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/text.hpp"
#include "base/unique_fd.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wheels::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

// By hand: a process may end while its file in /proc is read, which a stream would throw for.
std::string contents(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(file.get(), buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    socklen_t size = sizeof address;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no free port");
    }
    ::close(fd);
    return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
}

pid_t spawn(const std::vector<std::string>& argv, const std::string& output) {
    std::vector<char*> words;
    for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, argv.front().c_str(), &actions, nullptr, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error(argv.front() + " cannot be started");
    return pid;
}

std::string run_tool(const std::vector<std::string>& argv) {
    TempDir dir;
    const auto output = dir.path() + "/output";
    const auto pid = spawn(argv, output);
    int status = 0;
    ::waitpid(pid, &status, 0);
    auto text = contents(output);
    if (status != 0) throw std::runtime_error(argv.front() + " failed: " + text);
    return text;
}

std::string make_key(const std::string& path, const std::vector<std::string>& options) {
    std::vector<std::string> argv{"/usr/bin/ssh-keygen", "-q", "-C", "test", "-f", path};
    argv.insert(argv.end(), options.begin(), options.end());
    run_tool(argv);
    return path;
}

std::vector<pid_t> descendants(pid_t parent) {
    std::multimap<pid_t, pid_t> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto stat = contents(entry.path().string() + "/stat");
        const auto end_of_name = stat.rfind(')');
        if (end_of_name == std::string::npos) continue;
        std::istringstream fields(stat.substr(end_of_name + 1));
        char state = 0;
        pid_t its_parent = 0;
        fields >> state >> its_parent;
        children.emplace(its_parent, std::stoi(name));
    }
    std::vector<pid_t> found{parent};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [begin, end] = children.equal_range(found[i]);
        for (auto child = begin; child != end; ++child) found.push_back(child->second);
    }
    found.erase(found.begin());
    return found;
}

std::string Sshd::user() {
    return ::getpwuid(::getuid())->pw_name;
}

Sshd::Sshd(const std::string& configuration,
           std::vector<std::string> host_key_types,
           const std::vector<std::string>& accounts)
    : port_(free_port()) {
    ::mkdir("/run/sshd", 0755);  // for privilege separation; only root needs it, and only root can make it
    std::filesystem::create_directories(home() + "/.ssh");
    std::filesystem::permissions(home() + "/.ssh", std::filesystem::perms::owner_all);
    std::string text = "MaxStartups 1000\n" + configuration;  // of this one the last counts
    for (const auto& type : host_key_types) {
        const auto key = make_key(folder() + "/host_" + type, {"-t", type, "-N", ""});
        text += "HostKey " + key + "\n";
    }
    text += "Port " + std::to_string(port_) + "\n";
    if (text.find("ListenAddress") == std::string::npos)
        text += "ListenAddress 127.0.0.1\nListenAddress ::1\n";
    text +=
        "PidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\n"
        "KbdInteractiveAuthentication no\nPrintMotd no\nPerSourceMaxStartups none\n"
        "LogLevel VERBOSE\n"
        "SetEnv HOME=" +
        home() +
        "\n"  // not this machine's shell start files
        "AuthorizedKeysFile " +
        folder() + "/authorized_keys\n";
    dir_.write("sshd_config", text, 0600);
    dir_.write("authorized_keys", "", 0600);
    if (!accounts.empty())
        dir_.write("passwd", contents("/etc/passwd") + text::join(accounts, "\n") + "\n", 0644);
    start();
}

Sshd::~Sshd() {
    stop();
}

void Sshd::start() {
    std::vector<std::string> argv{"/usr/sbin/sshd", "-D", "-e", "-f", folder() + "/sshd_config"};
    if (std::filesystem::exists(folder() + "/passwd")) {
        const auto accounts = "mount --bind " + folder() + "/passwd /etc/passwd; exec \"$@\"";
        argv.insert(argv.begin(), {"/usr/bin/unshare", "--mount", "/bin/sh", "-ec", accounts, "sh"});
    }
    pid_ = spawn(argv, folder() + "/log");
    for (int i = 0; i < 500; ++i) {
        if (answers(port_)) return;
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("sshd does not come up: " + log());
}

void Sshd::stop() {
    if (pid_ < 0) return;
    const auto connections = descendants(pid_);
    ::kill(pid_, SIGKILL);
    for (const auto pid : connections) ::kill(pid, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void Sshd::signal_connections(int number) const {
    for (const auto pid : descendants(pid_)) {
        if (contents("/proc/" + std::to_string(pid) + "/comm") == "sshd\n") ::kill(pid, number);
    }
}

void Sshd::signal_listener(int number) const {
    ::kill(pid_, number);
}

std::string Sshd::known_hosts_line(const std::string& host,
                                   const std::string& type,
                                   std::uint16_t port) const {
    const auto fields = text::split(contents(folder() + "/host_" + type + ".pub"), ' ');
    return "[" + host + "]:" + std::to_string(port != 0 ? port : port_) + " " + fields.at(0) + " " +
           fields.at(1) + "\n";
}

std::string Sshd::fingerprint(const std::string& type) const {
    const auto shown = run_tool({"/usr/bin/ssh-keygen", "-lf", folder() + "/host_" + type + ".pub"});
    return text::split(shown, ' ').at(1);
}

void Sshd::authorize(const std::string& public_key_file) const {
    std::ofstream(folder() + "/authorized_keys", std::ios::app) << contents(public_key_file);
}

void Sshd::change_host_key() {
    std::filesystem::remove(folder() + "/host_ed25519");
    std::filesystem::remove(folder() + "/host_ed25519.pub");
    make_key(folder() + "/host_ed25519", {"-t", "ed25519", "-N", ""});
    stop();
    start();
}

std::string Sshd::log() const {
    return contents(folder() + "/log");
}

}  // namespace wheels::test
