#include <string>
#include <vector>

#include "cli/run.hpp"

int main(int argc, char** argv) {
    const int named = argc > 0 ? 1 : 0;
    return wheels::cli::run(named != 0 ? argv[0] : "", std::vector<std::string>(argv + named, argv + argc));
}
