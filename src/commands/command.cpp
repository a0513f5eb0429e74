#include "commands/command.hpp"
