#include "commands/upload.hpp"

#include <chrono>

#include "base/shell.hpp"

namespace wheels::commands {
namespace {

Command upload_with(const std::string& what, const Upload& file, const std::string& put_in_place) {
    const auto part = shell::quote(file.path + ".part");
    const auto& content = file.content.reveal();
    // The size tells a whole file from one whose connection broke off: for `cat` both end alike.
    Command command("upload " + what,
                    "(umask 077; rm -f " + part + "; cat > " + part + " && { [ \"$(wc -c < " + part +
                        ")\" -eq " + std::to_string(content.size()) + " ] || { echo " +
                        shell::quote("the " + what + " arrived incomplete") + " >&2; false; }; } && " +
                        put_in_place + " || { rm -f " + part + "; exit 1; })");
    command.input = file.content;
    return command;
}

}  // namespace

Command upload(const std::string& what, const Upload& file) {
    const auto part = shell::quote(file.path + ".part");
    const auto chmod = file.mode == "600" ? "" : "chmod " + shell::quote(file.mode) + " " + part + " && ";
    return upload_with(what, file, chmod + "mv -f " + part + " " + shell::quote(file.path));
}

Command upload_in_place(const std::string& what, const Upload& file) {
    const auto part = shell::quote(file.path + ".part");
    const auto path = shell::quote(file.path);
    return upload_with(what, file,
                       "cat " + part + " > " + path + " && chmod " + shell::quote(file.mode) + " " + path +
                           " && rm -f " + part);
}

}  // namespace wheels::commands
