#pragma once

/// Part of what the library offers: a function, or a class with functions of its own or that is thrown. All
/// else stays inside libwheels. test/install has the list of what is outside, and fails when it changes.
#define WHEELS_API __attribute__((visibility("default")))
