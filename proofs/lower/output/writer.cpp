// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/output/writer.hpp"

namespace redoubt::lower {

namespace {
constexpr char kMark = '\x01';       // never in C or ACSL text
constexpr unsigned kLongestGap = 12; // empty lines that are cheaper to read than a #line
} // namespace

std::string line_mark(unsigned line) {
    return kMark + std::to_string(line) + kMark;
}

void Writer::newline() {
    while (!text_.empty() && text_.back() == ' ')
        text_.pop_back();
    text_ += '\n';
    ++line_;
    line_is_open_ = false;
}

void Writer::go_to(SourcePoint const& point) {
    if (point.file == file_ && point.line == line_) {
        if (line_is_open_ && text_.back() != ' ') text_ += ' ';
        return;
    }
    if (point.file == file_ && point.line > line_ && point.line - line_ <= kLongestGap) {
        while (line_ < point.line)
            newline();
    } else {
        if (line_is_open_) newline();
        text_ += "#line " + std::to_string(point.line) + " \"" + point.file + "\"\n";
        file_ = point.file;
        line_ = point.line;
    }
    text_.append(point.indent, ' ');
}

void Writer::put(std::string const& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == kMark) {
            auto const end = text.find(kMark, i + 1);
            auto const line = static_cast<unsigned>(std::stoul(text.substr(i + 1, end - i - 1)));
            if (line > line_ && line - line_ <= kLongestGap) {
                while (line_ < line)
                    newline();
                text_ += "    ";
            }
            i = end;
        } else if (text[i] == '\n') {
            newline();
        } else {
            text_ += text[i];
            line_is_open_ = true;
        }
    }
}

void Writer::directive(std::string const& text) {
    if (line_is_open_) newline();
    while (!text_.empty() && text_.back() == ' ')
        text_.pop_back();
    text_ += text + "\n";
    ++line_;
}

} // namespace redoubt::lower
