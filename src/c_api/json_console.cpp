#include "c_api/json_console.hpp"

#include <nlohmann/json.hpp>

#include <string_view>
#include <utility>

#include "base/line_splitter.hpp"

namespace wheels::c_api {
namespace {

using Json = nlohmann::ordered_json;

class Told final : public Endpoint {
public:
    Told(Program program, JsonConsole::Heard heard)
        : program_(std::move(program)), heard_(std::move(heard)), out_(lines("out")), err_(lines("err")) {}

    void begins() override { tell("program_started"); }
    void heard(Stream stream, std::string_view bytes) override {
        (stream == Stream::out ? out_ : err_).feed(bytes);
    }
    void ended(int status) override {
        out_.flush();
        err_.flush();
        tell("program_finished", {{"status", status}});
    }

private:
    LineSplitter lines(const char* stream) {
        return LineSplitter([this, stream](const LineSplitter::Piece& piece) {
            tell("program_output", {{"stream", stream},
                                    {"text", piece.text},
                                    {"begins_line", piece.begins_line},
                                    {"ends_line", piece.ends_line}});
        });
    }

    void tell(const char* event, const Json& more = Json::object()) {
        Json json{
            {"event", event}, {"host", program_.host}, {"name", program_.name}, {"title", program_.title}};
        json.update(more);
        heard_(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    Program program_;
    JsonConsole::Heard heard_;
    LineSplitter out_;
    LineSplitter err_;
};

}  // namespace

std::unique_ptr<Endpoint> JsonConsole::open(const Program& program) {
    return std::make_unique<Told>(program, heard_);
}

}  // namespace wheels::c_api
