#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "process/memory_file.hpp"

namespace wheels::process {

// mkstemp() makes it readable for the user alone.
UniqueFd memory_file() {
    char name[] = "/tmp/wheels-XXXXXX";
    UniqueFd file(::mkstemp(name));
    if (!file) return file;
    ::unlink(name);
    ::fcntl(file.get(), F_SETFD, FD_CLOEXEC);
    return file;
}

}  // namespace wheels::process
