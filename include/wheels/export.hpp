#pragma once

/// Part of what the library offers: a function, or a class with functions of its own or that is thrown. All
/// else stays inside libwheels. library/symbols.txt lists what is outside, and a test holds it to that.
#define WHEELS_API __attribute__((visibility("default")))
