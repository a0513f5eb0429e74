#include <signal.h>
#include <stdio.h>

#include <cerrno>

#include "process/process_group.hpp"

namespace wheels::process {

// POSIX has no word for the state of a process, but every ps there is knows `stat`, where Z is one that has
// exited.
bool group_lives(pid_t group) {
    if (::kill(-group, 0) != 0 && errno != EPERM) return false;
    FILE* processes = ::popen("exec ps -A -o pgid= -o stat= 2>/dev/null", "r");
    if (processes == nullptr) return true;
    bool known = false;
    bool lives = false;
    long each = 0;
    char state = '\0';
    while (::fscanf(processes, "%ld %c%*[^\n]", &each, &state) >= 2) {
        known = true;
        lives = lives || (each == group && state != 'Z' && state != 'X');
    }
    ::pclose(processes);
    return lives || !known;
}

}  // namespace wheels::process
