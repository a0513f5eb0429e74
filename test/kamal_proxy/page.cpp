#include "page.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

namespace kamal_proxy {
namespace {

std::string escaped(const std::string& text) {
    static const std::map<char, std::string> entities{
        {'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'"', "&#34;"}, {'\'', "&#39;"}};
    std::string safe;
    for (const char c : text) {
        const auto entity = entities.find(c);
        safe += entity == entities.end() ? std::string(1, c) : entity->second;
    }
    return safe;
}

void fill(std::string& page, std::string_view place, const std::string& text) {
    for (auto at = page.find(place); at != std::string::npos; at = page.find(place, at + text.size())) {
        page.replace(at, place.size(), text);
    }
}

}  // namespace

std::string reason_of(int status) {
    static const std::map<int, std::string> reasons{
        {200, "OK"},          {301, "Moved Permanently"},   {400, "Bad Request"},    {404, "Not Found"},
        {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"}};
    const auto found = reasons.find(status);
    return found == reasons.end() ? "" : found->second;
}

std::string error_page(int status, const std::string& folder, const std::string& message) {
    const auto name = std::to_string(status);
    std::ifstream custom(std::filesystem::path(folder) / (name + ".html"));
    if (!folder.empty() && custom) {
        std::string page{std::istreambuf_iterator<char>(custom), {}};
        fill(page, "{{ .Message }}", escaped(message));
        fill(page, "{{.Message}}", escaped(message));
        return page;
    }
    return "<!DOCTYPE html>\n<title>" + name + " " + reason_of(status) + "</title>\n<h1>" + name + " " +
           reason_of(status) + "</h1>\n<p>" + escaped(message) + "</p>\n<p>kamal-proxy stand-in</p>\n";
}

}  // namespace kamal_proxy
