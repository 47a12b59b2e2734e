// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/html_text.hpp"

namespace redoubt::machine {
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

} // namespace redoubt::machine
