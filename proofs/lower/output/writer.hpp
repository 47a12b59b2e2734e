// SPDX-License-Identifier: Apache-2.0
// The lowered C text. Each piece lands on the line of the C++ source that it comes from, so that a message about the C
// names the C++ line: small gaps are filled with empty lines, the rest with #line.
#pragma once

#include <string>

namespace redoubt::lower {

struct SourcePoint {
    std::string file;
    unsigned line = 0;
    unsigned indent = 0; // of the line
};

// A mark inside emitted text: what follows belongs to that line of the current file.
std::string line_mark(unsigned line);

class Writer {
public:
    // Starts a new output line for `point` unless it is the current one.
    void go_to(SourcePoint const& point);
    // Appends text; line marks in it become newlines.
    void put(std::string const& text);
    // Appends a preprocessor line, which stands on a line of its own.
    void directive(std::string const& text);

    [[nodiscard]] std::string const& text() const { return text_; }

private:
    void newline();

    std::string text_;
    std::string file_;
    unsigned line_ = 0;
    bool line_is_open_ = false;
};

} // namespace redoubt::lower
