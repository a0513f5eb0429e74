#include <dirent.h>
#include <signal.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "process/process_group.hpp"

namespace wheels::process {
namespace {

// `/proc/PID/stat`: `PID (NAME) STATE PPID PGRP …`; the name may hold anything.
bool is_alive_in_group(const char* pid, pid_t group) {
    std::ifstream file(std::string("/proc/") + pid + "/stat");
    std::string line;
    if (!std::getline(file, line, '\0')) return false;
    const auto name_end = line.rfind(") ");
    if (name_end == std::string::npos) return false;
    const char* fields = line.c_str() + name_end + 2;
    const char state = *fields;
    char* rest = nullptr;
    std::strtol(fields + 1, &rest, 10);
    return state != 'Z' && state != 'X' && std::strtol(rest, nullptr, 10) == group;
}

}  // namespace

bool group_lives(pid_t group) {
    const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
    if (!processes) return ::kill(-group, 0) == 0 || errno == EPERM;
    while (const auto* entry = ::readdir(processes.get())) {
        const char first = entry->d_name[0];
        if (first >= '1' && first <= '9' && is_alive_in_group(entry->d_name, group)) return true;
    }
    return false;
}

}  // namespace wheels::process
