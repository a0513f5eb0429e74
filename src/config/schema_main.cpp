#include <iostream>

#include "config/json_schema.hpp"

// Prints share/deploy.schema.json.
int main() {
    std::cout << wheels::config::json_schema();
    return std::cout.flush() ? 0 : 1;
}
