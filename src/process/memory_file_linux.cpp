#include <sys/mman.h>

#include "process/memory_file.hpp"

namespace wheels::process {

UniqueFd memory_file() {
    return UniqueFd(::memfd_create("input", MFD_CLOEXEC));
}

}  // namespace wheels::process
