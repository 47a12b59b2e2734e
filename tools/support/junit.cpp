// SPDX-License-Identifier: Apache-2.0
#include "tools/support/junit.hpp"

#include <array>
#include <cstdlib>
#include <utility>

namespace redoubt::support {
namespace {

std::string unescaped(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
    std::string plain;
    while (!text.empty()) {
        std::size_t taken = 1;
        char c = text.front();
        for (auto const& [entity, character] : entities)
            if (text.starts_with(entity)) {
                taken = entity.size();
                c = character;
            }
        plain += c;
        text.remove_prefix(taken);
    }
    return plain;
}

// The value of an attribute of one opening tag, as written there.
std::string_view attribute(std::string_view tag, std::string_view name) {
    auto const key = " " + std::string(name) + "=\"";
    auto const at = tag.find(key);
    if (at == std::string_view::npos) return {};
    auto const value = tag.substr(at + key.size());
    return value.substr(0, value.find('"'));
}

} // namespace

std::vector<TestResult> read_junit(std::string_view xml) {
    std::vector<TestResult> results;
    constexpr std::string_view opening = "<testcase ";
    for (auto at = xml.find(opening); at != std::string_view::npos; at = xml.find(opening, at + 1)) {
        auto const tag = xml.substr(at, xml.find('>', at) - at); // a ">" in a value is escaped
        TestResult result;
        result.name = unescaped(attribute(tag, "name"));
        result.passed = attribute(tag, "status") == "run";
        result.seconds = std::strtod(std::string(attribute(tag, "time")).c_str(), nullptr);
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace redoubt::support
