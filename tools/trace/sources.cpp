// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/sources.hpp"

#include "tools/support/module.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace redoubt::trace {
namespace {

constexpr std::array folders{"spec", "monitor", "pe", "xhim", "proofs", "models", "machine", "tools", "test"};
constexpr std::uintmax_t largest_text = 4 << 20;

// ACSL keywords that a clause's name can follow. "loop invariant" ends with its second word.
std::set<std::string_view, std::less<>> const keywords{"requires", "ensures", "assigns",  "invariant",
                                                       "variant",  "assert",  "check",    "admit",
                                                       "lemma",    "axiom",   "behavior", "decreases"};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '@';
}

// Cuts the last word off `text` and returns it; blanks and the @ of a wrapped annotation do not count.
std::string_view last_word(std::string_view& text) {
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    auto const start = std::find_if(text.rbegin(), text.rend(), [](char c) { return c < 'a' || c > 'z'; });
    auto const length = static_cast<std::size_t>(start - text.rbegin());
    auto const word = text.substr(text.size() - length);
    text.remove_suffix(length);
    return word;
}

std::string keyword_before(std::string_view text) {
    auto const word = last_word(text);
    if (!keywords.contains(word)) return {};
    auto const before = last_word(text);
    if (before == "loop" || before == "check" || before == "admit")
        return std::string(before) + " " + std::string(word);
    return std::string(word);
}

bool colon_follows(std::string_view text) {
    auto const first = std::ranges::find_if_not(text, is_space);
    return first != text.end() && *first == ':';
}

bool is_product(std::filesystem::path const& file) {
    auto const folder = *file.begin();
    return (file.extension() == ".h" || file.extension() == ".cc") &&
           (folder == "spec" || folder == "monitor" || folder == "pe" || folder == "xhim");
}

void read_one(std::filesystem::path const& root, std::filesystem::path const& path, Sources& sources) {
    if (std::filesystem::file_size(path) > largest_text) return;
    auto const text = support::read_file(path);
    if (text.find('\0') != std::string::npos) return; // not text
    auto const file = path.lexically_relative(root).string();
    for (auto& mention : mentions_in(text)) {
        auto const line = mention.line;
        sources.mentions.push_back({std::move(mention), {file, line}});
    }
    if (is_product(file))
        for (auto& clause : clauses_in(text, file))
            sources.clauses.push_back(std::move(clause));
}

} // namespace

std::vector<Clause> clauses_in(std::string_view text, std::string const& file) {
    std::vector<Clause> clauses;
    for (auto const& mention : mentions_in(text)) {
        auto kind = keyword_before(text.substr(0, mention.offset));
        if (!mention.is_clause || kind.empty() || !colon_follows(text.substr(mention.offset + mention.name.size())))
            continue;
        clauses.push_back({mention.name, mention.id, std::move(kind), {file, mention.line}});
    }
    return clauses;
}

Sources read_sources(std::filesystem::path const& root) {
    std::vector<std::filesystem::path> files{root / "README.md"};
    for (auto const* folder : folders)
        if (std::filesystem::is_directory(root / folder))
            for (auto const& entry : std::filesystem::recursive_directory_iterator(root / folder))
                if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    Sources sources;
    for (auto const& file : files)
        if (std::filesystem::exists(file)) read_one(root, file, sources);
    return sources;
}

} // namespace redoubt::trace
