#include "commands/lock.hpp"

#include <chrono>
#include <utility>

#include "base/base64.hpp"
#include "base/shell.hpp"
#include "commands/paths.hpp"

namespace wheels::commands {
namespace {

constexpr std::chrono::seconds lock_deadline{60};
constexpr std::size_t base64_line = 60;  // as Ruby's encode64 breaks it

// One printf argument per line of the file, which ends with an empty line as Kamal's does.
std::string details_as_words(const LockDetails& details) {
    const auto encoded = base64::encode(details.text());
    std::string words;
    for (std::size_t i = 0; i < encoded.size(); i += base64_line) {
        words += shell::quote(encoded.substr(i, base64_line)) + " ";
    }
    return words + "''";
}

}  // namespace

LockDetails::LockDetails(std::string lock_locked_by,
                         std::string lock_at,
                         std::string lock_version,
                         std::string lock_message)
    : locked_by(std::move(lock_locked_by)),
      at(std::move(lock_at)),
      version(std::move(lock_version)),
      message(std::move(lock_message)) {}

std::string LockDetails::text() const {
    return "Locked by: " + locked_by + " at " + at + "\nVersion: " + version + "\nMessage: " + message;
}

Command ensure_run_directory() {
    return {"make run directory", "mkdir -p " + run_directory};
}

Command acquire_lock(const Config& config, const LockDetails& details) {
    const auto directory = shell::quote(lock_directory(config));
    const auto file = shell::quote(lock_directory(config) + "/details");
    Command command("acquire the deploy lock",
                    "(if LC_ALL=C mkdir " + directory + "; then printf '%s\\n' " + details_as_words(details) +
                        " > " + file + " || { rm -r " + directory + "; exit 1; }; elif [ -d " + directory +
                        " ]; then exit " + std::to_string(lock_held_status) + "; else exit 1; fi)");
    command.checked = false;
    command.deadline = lock_deadline;
    return command;
}

Command release_lock(const Config& config) {
    Command command("release the deploy lock", "rm -r " + shell::quote(lock_directory(config)));
    command.deadline = lock_deadline;
    return command;
}

Command release_own_lock(const Config& config, const std::string& details) {
    const auto directory = lock_directory(config);
    Command command("release the deploy lock",
                    "(if [ \"$(cat " + shell::quote(directory + "/details") +
                        " 2>/dev/null | tr -d '\\n')\" = " + shell::quote(base64::encode(details)) +
                        " ]; then rm -r " + shell::quote(directory) + "; else exit " +
                        std::to_string(lock_held_status) + "; fi)");
    command.checked = false;
    command.deadline = lock_deadline;
    return command;
}

Command lock_details(const Config& config) {
    const auto directory = shell::quote(lock_directory(config));
    const auto file = shell::quote(lock_directory(config) + "/details");
    Command command("read lock",
                    "[ -d " + directory + " ] && { [ ! -e " + file + " ] || cat " + file + "; }");
    command.probe = true;
    command.checked = false;
    command.deadline = lock_deadline;
    return command;
}

}  // namespace wheels::commands
