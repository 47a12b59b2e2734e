// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

// A page, taken apart strictly: what a lenient browser would mend is an error here.
namespace redoubt::machine::test {

struct Element {
    std::string name;
    std::map<std::string, std::string> attributes; // as they are written
    std::string text;                              // all that it and its children say, as written
    std::vector<std::string> within;               // names of the elements around it, the outermost first

    [[nodiscard]] std::string attribute(std::string const& key) const {
        auto const at = attributes.find(key);
        return at == attributes.end() ? std::string() : at->second;
    }
};

struct Page {
    std::vector<Element> elements; // in the order in which they begin
    std::string error;             // what is wrong with the markup; empty: nothing

    [[nodiscard]] std::vector<Element> all(std::string_view name, std::string_view css_class = {}) const;
};

[[nodiscard]] Page parse(std::string_view html);

} // namespace redoubt::machine::test
