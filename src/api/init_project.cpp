#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "api/files.hpp"
#include "api/new_file.hpp"
#include "base/text.hpp"
#include "scaffold/new_files.hpp"
#include "wheels/init.hpp"

namespace wheels {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = 20'000;  // of a folder, so that nobody waits for a huge one
constexpr std::size_t longest_text = 1U << 20U;

// Folders that are made by tools and tell nothing.
bool is_worth_a_look(const std::string& name) {
    return !name.starts_with('.') && name != "node_modules" && name != "vendor" && name != "tmp";
}

void look_into(const fs::path& folder, const std::string& prefix, scaffold::Seen& seen) {
    std::error_code unreadable;
    std::size_t looked_at = 0;
    for (fs::directory_iterator entry(folder, unreadable), end; !unreadable && entry != end;
         entry.increment(unreadable)) {
        if (++looked_at > most_entries) return;
        const auto name = entry->path().filename().string();
        seen.paths.insert(prefix + name);
        std::error_code ignored;
        if (prefix.empty() && is_worth_a_look(name) && entry->is_directory(ignored))
            look_into(entry->path(), name + "/", seen);
    }
}

/// The beginning of a regular file; nothing of what cannot be read: it only helps to guess.
std::string beginning_of(const std::string& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return {};
    std::ifstream file(path, std::ios::binary);
    std::string text(longest_text, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

scaffold::Seen look_at(const std::string& root) {
    scaffold::Seen seen;
    look_into(root, "", seen);
    for (const auto& name : scaffold::telling_files()) {
        if (seen.has(name)) seen.texts[name] = beginning_of(api::absolute_path(root, name));
    }
    return seen;
}

bool holds(const std::string& path, const std::string& text) {
    std::error_code error;
    return fs::is_regular_file(path, error) && fs::file_size(path, error) == text.size() &&
           beginning_of(path) == text;
}

scaffold::Wanted wanted_by(const InitOptions& options, const std::string& root) {
    scaffold::Wanted wanted;
    wanted.folder = fs::path(root).filename().string();
    wanted.config_file = options.config_file;
    wanted.service = options.service;
    wanted.image = options.image;
    wanted.registry_username = options.registry_username;
    wanted.hosts = options.hosts;
    return wanted;
}

InitFile plan_for(const scaffold::NewFile& file, const std::string& root, bool force) {
    InitFile planned;
    planned.path = file.path;
    planned.text = file.text;
    const auto path = api::absolute_path(root, file.path);
    if (!api::is_taken(path)) return planned;
    if (holds(path, file.text)) {
        planned.what = InitFile::What::same;
    } else if (force) {
        planned.what = InitFile::What::replaced;
        planned.backup = api::backup_name(path).substr(path.size() - file.path.size());
    } else {
        planned.what = InitFile::What::left;
    }
    return planned;
}

void carry_out(const InitFile& planned, unsigned mode, const std::string& root) {
    const auto path = api::absolute_path(root, planned.path);
    if (planned.what == InitFile::What::written) {
        api::write_new_file(path, planned.text, mode);
    } else if (planned.what == InitFile::What::replaced) {
        const auto backup = api::absolute_path(root, planned.backup);
        fs::rename(path, backup);
        try {
            api::write_new_file(path, planned.text, mode);
        } catch (...) {
            std::error_code ignored;
            fs::rename(backup, path, ignored);
            throw;
        }
    }
}

Error not_written(const std::string& path, const std::error_code& why, const std::vector<std::string>& done) {
    return Error(
        ErrorKind::process, path + " cannot be written: " + why.message(),
        done.empty() ? "Nothing was written." : "Written before that: " + text::join(done, ", ") + ".");
}

void refuse_what_is_in_the_way(const std::vector<scaffold::NewFile>& files, const std::string& root) {
    std::vector<std::string> all;
    for (const auto& file : files) {
        auto one = api::in_the_way_of(root, file.path);
        if (!one.empty() && std::find(all.begin(), all.end(), one) == all.end())
            all.push_back(std::move(one));
    }
    if (!all.empty())
        throw Error(ErrorKind::usage, "the files cannot be written here: " + text::join(all, "; "),
                    "Nothing was written.");
}

bool is_in_repository(const std::string& root) {
    std::error_code ignored;
    for (fs::path folder = root;; folder = folder.parent_path()) {
        if (fs::exists(folder / ".git", ignored)) return true;
        if (!folder.has_relative_path()) return false;
    }
}

}  // namespace

InitOptions::InitOptions() = default;

InitReport init_project(const InitOptions& options, const Surroundings& surroundings) {
    const auto& root = surroundings.project_root;
    const auto seen = look_at(root);
    const auto wanted = wanted_by(options, root);
    const auto files = scaffold::new_files(wanted, seen);
    refuse_what_is_in_the_way(files, root);

    InitReport report;
    report.kind = scaffold::description(scaffold::kind_of(seen));
    report.in_repository = is_in_repository(root);
    report.placeholders = scaffold::placeholders(wanted);
    std::vector<std::string> done;
    for (const auto& file : files) {
        auto planned = plan_for(file, root, options.force);
        try {
            if (!options.dry_run) carry_out(planned, file.mode, root);
        } catch (const std::system_error& error) {
            throw not_written(file.path, error.code(), done);
        }
        const bool ours = planned.what == InitFile::What::written || planned.what == InitFile::What::replaced;
        if (ours) done.push_back(file.path);
        report.files.push_back(std::move(planned));
    }
    return report;
}

}  // namespace wheels
