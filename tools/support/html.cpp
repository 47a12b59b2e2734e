// SPDX-License-Identifier: Apache-2.0
#include "tools/support/html.hpp"

#include <algorithm>

namespace redoubt::support {
namespace {

bool is_control(char c) {
    auto const code = static_cast<unsigned char>(c);
    return (code < ' ' && c != '\t' && c != '\n') || code == 0x7f;
}

} // namespace

std::string escaped(std::string_view text) {
    std::string html;
    for (char const c : text) {
        switch (c) {
        case '&': html += "&amp;"; break;
        case '<': html += "&lt;"; break;
        case '>': html += "&gt;"; break;
        case '"': html += "&quot;"; break;
        default:
            if (is_control(c))
                html += "&#xfffd;";
            else
                html += c;
        }
    }
    return html;
}

std::string filled(std::string_view frame, std::vector<PagePart> const& parts) {
    std::string page;
    while (!frame.empty()) {
        auto const at = std::min(frame.find("<!--"), frame.size());
        page += frame.substr(0, at);
        frame.remove_prefix(at);
        for (auto const& part : parts)
            if (frame.starts_with(part.mark)) page += part.html;
        frame.remove_prefix(frame.empty() ? 0 : frame.find("-->") + 3);
    }
    return page;
}

} // namespace redoubt::support
