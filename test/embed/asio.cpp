// Asio's code, compiled by the program itself: with ASIO_SEPARATE_COMPILATION in every file.
#include <asio/impl/src.hpp>
