#include "async/callers_loop.hpp"

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/strand.hpp>

#include "wheels/error.hpp"

using namespace wheels;

TEST_CASE("a loop that runs on this thread is known, and one that seems not to is an error") {
    asio::io_context loop;
    const asio::any_io_executor on = loop.get_executor();
    bool ran = false;
    asio::post(on, [&] {
        check_callers_loop(on);
        ran = true;
    });

    loop.run();

    CHECK(ran);
    CHECK_THROWS_AS(check_callers_loop(on), Error);
}

TEST_CASE("an executor that does not say where it runs is taken as it is") {
    asio::io_context loop;

    CHECK_NOTHROW(check_callers_loop(asio::make_strand(loop)));
}
