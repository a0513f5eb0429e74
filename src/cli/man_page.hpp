#pragma once

#include <string>

namespace wheels::cli {

/// wheels-deploy(1) in the language of man(7), made from the tables that help is made from.
std::string man_page();

}  // namespace wheels::cli
