// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// What pages are made of.
namespace redoubt::support {

// As text of a page or value of an attribute in double quotes. Characters that neither may hold are replaced: a guest decides
// what it prints.
[[nodiscard]] std::string escaped(std::string_view text);

struct PagePart {
    std::string_view mark; // an HTML comment of the frame
    std::string html;
};

// Puts each part in the places of its mark. Parts are not looked at: text in them cannot be taken for a mark.
[[nodiscard]] std::string filled(std::string_view frame, std::vector<PagePart> const& parts);

} // namespace redoubt::support
