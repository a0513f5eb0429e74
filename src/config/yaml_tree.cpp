#include "config/yaml_tree.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"
#include "config/scalar.hpp"

namespace wheels::config {
namespace {

constexpr std::size_t max_bytes = 1024 * 1024;
constexpr std::size_t max_depth = 64;
constexpr std::size_t max_nodes = 100'000;  // aliases of aliases multiply

struct TooMuch {
    Mark mark;
    std::string text;
};

constexpr const char* core_tag = "tag:yaml.org,2002:";

// As psych: also in quotes, when maps stand behind it.
bool is_merge(const YAML::Node& key, const YAML::Node& value) {
    if (!key.IsScalar() || key.Scalar() != "<<" || key.Tag() == std::string(core_tag) + "str") return false;
    return key.Tag() == "?" || value.IsMap() || value.IsSequence();
}

class Converter {
public:
    Converter(const SourceText& source, Findings& findings) : source_(source), findings_(findings) {}

    Mark mark(const YAML::Mark& at) const {
        Mark mark;
        mark.file = source_.file;
        if (at.is_null()) return mark;
        const auto line = static_cast<std::size_t>(std::max(at.line, 0));
        mark.line = line < source_.line_of.size() ? source_.line_of[line] : line + 1;
        mark.column = static_cast<std::size_t>(std::max(at.column, 0)) + 1;
        return mark;
    }

    Tree convert(const YAML::Node& node, std::size_t depth, const std::string& path) {
        const auto at = mark(node.Mark());
        if (depth > max_depth)
            throw TooMuch{at, "is nested too deeply, or holds an anchor that contains itself"};
        if (++nodes_ > max_nodes) throw TooMuch{at, "is too large once its anchors are followed"};
        Tree tree;
        switch (node.Type()) {
            case YAML::NodeType::Scalar: tree = scalar(node, at, path); break;
            case YAML::NodeType::Sequence: tree = list(node, depth, path); break;
            case YAML::NodeType::Map: tree = map(node, depth, path); break;
            case YAML::NodeType::Null:
            case YAML::NodeType::Undefined: break;
        }
        tree.mark = at;
        return tree;
    }

private:
    Tree scalar(const YAML::Node& node, const Mark& at, const std::string& path) {
        const auto& tag = node.Tag();
        if (tag == "?" || tag.empty()) return read_plain_scalar(node.Scalar());
        if (tag.rfind("!ruby/", 0) == 0) {
            findings_.problem(at, path, "has the tag " + tag + ", which makes a Ruby object: remove it");
        } else if (tag == std::string(core_tag) + "float") {
            return as_float(read_plain_scalar(node.Scalar()));
        } else if (is_core_tag(tag, {"int", "bool", "null"})) {
            return read_plain_scalar(node.Scalar());
        } else if (tag != "!" && !is_core_tag(tag, {"str"})) {
            findings_.warning(at, path, "the tag " + tag + " means nothing here");
        }
        if (!is_closed(node.Mark())) findings_.problem(at, path, "begins with a quote that is never closed");
        return read_quoted_scalar(node.Scalar());
    }

    // With such a tag a quoted scalar is read like one without quotes.
    static bool is_core_tag(std::string_view tag, std::initializer_list<const char*> names) {
        return std::any_of(names.begin(), names.end(),
                           [&](const char* name) { return tag == std::string(core_tag) + name; });
    }

    // yaml-cpp takes the end of the file for the end of a quoted text.
    bool is_closed(const YAML::Mark& begin) const {
        const auto& text = source_.text;
        const auto start = static_cast<std::size_t>(std::max(begin.pos, 0));
        if (begin.is_null() || start >= text.size() || (text[start] != '"' && text[start] != '\''))
            return true;
        for (auto at = start + 1; at < text.size(); ++at) {
            const bool doubled = text[at] == '\'' && at + 1 < text.size() && text[at + 1] == '\'';
            if (text[start] == '"' ? text[at] == '\\' : doubled) {
                ++at;
            } else if (text[at] == text[start]) {
                return true;
            }
        }
        return false;
    }

    Tree list(const YAML::Node& node, std::size_t depth, const std::string& path) {
        Tree tree;
        tree.kind = Tree::Kind::list;
        for (const auto& item : node) {
            const auto number = tree.items.size();
            auto read = convert(item, depth + 1, join_path(path, std::to_string(number)));
            if (read.is_null()) read.mark = mark_of_item(node.Mark(), number, read.mark);
            tree.items.push_back(std::move(read));
        }
        return tree;
    }

    // Of an empty item yaml-cpp has the place of what comes next. Its dash is the `number`th one in the
    // column of the list's first: what belongs to an item is indented deeper.
    Mark mark_of_item(const YAML::Mark& list, std::size_t number, const Mark& otherwise) {
        if (list.is_null() || list.line < 0 || list.column < 0) return otherwise;
        auto& dashes = dashes_of_[list.pos];
        if (dashes.empty()) dashes = find_dashes(list);
        if (number >= dashes.size()) return otherwise;
        auto at = list;
        at.line = dashes[number];
        return mark(at);
    }

    // The lines with a dash in the column of the list that begins at `first`; none in brackets.
    std::vector<int> find_dashes(const YAML::Mark& first) {
        if (lines_.empty()) lines_ = text::lines(source_.text);
        const auto column = static_cast<std::size_t>(first.column);
        std::vector<int> dashes;
        for (auto line = static_cast<std::size_t>(first.line); line < lines_.size(); ++line) {
            const auto& text = lines_[line];
            const auto first_word = text.find_first_not_of(" \t\r");
            if (first_word == std::string::npos || text[first_word] == '#') continue;
            if (first_word < column && !dashes.empty()) break;  // the list has ended
            const bool dash = column < text.size() && text[column] == '-' &&
                              (column + 1 == text.size() || text::is_blank(text.substr(column + 1, 1)));
            if (!dash && dashes.empty()) return {};
            if (dash) dashes.push_back(static_cast<int>(line));
        }
        return dashes;
    }

    Tree map(const YAML::Node& node, std::size_t depth, const std::string& path) {
        Tree tree;
        tree.kind = Tree::Kind::map;
        std::unordered_set<std::string> written;
        Places places;
        for (const auto& entry : node) {
            const auto at = mark(entry.first.Mark());
            if (is_merge(entry.first, entry.second)) {
                merge_into(tree, places, entry.second, depth, path, at);
                continue;
            }
            if (!entry.first.IsScalar() && !entry.first.IsNull()) {
                findings_.problem(at, path, "has a key that is a list or a map: write a word");
                continue;
            }
            const auto key = key_text(entry.first);
            const auto key_path = join_path(path, key);
            auto value = convert(entry.second, depth + 1, key_path);
            if (value.is_null()) value.mark = at;  // yaml-cpp has the place of what comes next
            if (!written.insert(key).second) {
                findings_.warning(at, key_path, "stands here twice: the last one counts");
            }
            put(tree, places, key, at, std::move(value));
        }
        return tree;
    }

    static std::string key_text(const YAML::Node& key) {
        if (key.IsNull()) return "";
        auto text = key.Scalar();
        if (key.Tag() == "?" && text.size() > 1 && text[0] == ':') text.erase(0, 1);  // a Ruby symbol
        return text;
    }

    // Where the keys of a map stand among its entries.
    using Places = std::unordered_map<std::string, std::size_t>;

    static void put(Tree& map, Places& places, const std::string& key, const Mark& at, Tree value) {
        const auto [place, added] = places.emplace(key, map.entries.size());
        if (added) map.entries.emplace_back();
        auto& entry = map.entries[place->second];
        entry.key = key;
        entry.mark = at;
        entry.value = std::move(value);
    }

    // As psych: what is merged replaces the keys before it, and the keys after it replace what was merged.
    void merge_into(Tree& tree,
                    Places& places,
                    const YAML::Node& merged,
                    std::size_t depth,
                    const std::string& path,
                    Mark at) {
        const auto source = convert(merged, depth + 1, path);
        std::vector<const Tree*> maps;
        if (source.is_list()) {
            for (auto item = source.items.rbegin(); item != source.items.rend(); ++item)
                maps.push_back(&*item);
        } else {
            maps.push_back(&source);
        }
        for (const auto* map : maps) {
            if (!map->is_map()) {
                findings_.problem(at, join_path(path, "<<"),
                                  "should be a map, or a list of maps: `<<: *anchor`");
                continue;
            }
            for (const auto& entry : map->entries) put(tree, places, entry.key, entry.mark, entry.value);
        }
    }

    const SourceText& source_;
    Findings& findings_;
    std::size_t nodes_ = 0;
    std::vector<std::string> lines_;                       // of the text, once somebody asked
    std::unordered_map<int, std::vector<int>> dashes_of_;  // of lists with an empty item, by their place
};

// What yaml-cpp says, and what it means to somebody who wrote a file.
std::string in_plain_words(const std::string& said) {
    struct Meaning {
        std::string_view said;
        std::string_view meant;
    };
    constexpr Meaning meanings[] = {
        {"illegal map value",
         "a `: ` begins a value where there can be none: put a text that holds it in quotes"},
        {"end of map not found", "the line is not indented as the ones above it"},
        {"end of sequence not found", "the line is not indented as the ones above it"},
        {"end of map flow not found", "a `{` is not closed by a `}`, or a text in it needs quotes"},
        {"end of sequence flow not found", "a `[` is not closed by a `]`, or a text in it needs quotes"},
        {"illegal EOF in scalar", "a quote is not closed"},
        {"unknown token", "no text can begin with this character: put it in quotes"},
        {"alias not found after *", "`*` names an anchor: put a text that begins with it in quotes"},
        {"the referenced anchor is not defined", "there is no anchor of this name above: `&NAME` makes one"},
    };
    for (const auto& [word, meant] : meanings) {
        if (said.starts_with(word)) return std::string(meant);
    }
    return said;
}

std::string describe(const std::string& text, const YAML::ParserException& error) {
    const std::string message = "is not valid YAML: ";
    const auto lines = text::lines(text);
    const auto line = static_cast<std::size_t>(std::max(error.mark.line, 0));
    for (const auto at : {line, line == 0 ? 0 : line - 1}) {
        if (at >= lines.size()) continue;
        const auto indent = lines[at].substr(0, lines[at].find_first_not_of(" \t"));
        if (indent.find('\t') != std::string::npos) {
            return message + "line " + std::to_string(at + 1) + " begins with a tab: indent with spaces";
        }
    }
    const bool variable = line < lines.size() && lines[line].find("${") != std::string::npos;
    if (variable && error.msg.find("flow") != std::string::npos) {
        return message + "inside { } and [ ], put ${VAR} in quotes";
    }
    return message + in_plain_words(error.msg);
}

Mark mark_of_byte(const SourceText& source, std::size_t offset) {
    const auto before = std::string_view(source.text).substr(0, offset);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const auto start = before.rfind('\n');
    Mark mark;
    mark.file = source.file;
    mark.line = line < source.line_of.size() ? source.line_of[line] : line + 1;
    mark.column = offset - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return mark;
}

// A `\r` alone ends a line, too; yaml-cpp does not know. Lengths and places stay.
std::string with_newlines(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) text[i] = '\n';
    }
    return text;
}

}  // namespace

Tree parse_yaml(const SourceText& source, Findings& findings) {
    Mark whole;
    whole.file = source.file;
    if (!source.is_whole) return {};
    if (source.text.size() > max_bytes) {
        findings.problem(whole, "", "is larger than 1 MiB, which no deploy.yml is");
        return {};
    }
    if (const auto bad = first_bad_byte(source.text)) {
        findings.problem(mark_of_byte(source, *bad), "",
                         "holds a byte that is no UTF-8 text, or a control character");
        return {};
    }
    Converter converter(source, findings);
    try {
        const auto document = YAML::Load(with_newlines(source.text));
        auto tree = converter.convert(document, 0, "");
        if (tree.mark.line == 0) tree.mark = mark_of_byte(source, 0);
        return tree;
    } catch (const YAML::DeepRecursion& error) {
        findings.problem(converter.mark(error.mark), "", "is nested too deeply");
    } catch (const YAML::ParserException& error) {
        findings.problem(converter.mark(error.mark), "", describe(source.text, error));
    } catch (const YAML::Exception& error) {
        findings.problem(converter.mark(error.mark), "", "is not valid YAML: " + error.msg);
    } catch (const TooMuch& limit) {
        findings.problem(limit.mark, "", limit.text);
    }
    return {};
}

}  // namespace wheels::config
