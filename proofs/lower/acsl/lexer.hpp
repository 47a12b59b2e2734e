// SPDX-License-Identifier: Apache-2.0
// Tokens of ACSL as it stands in C++ comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redoubt::lower {

enum class TokenKind { Identifier, Builtin, Number, Text, Punctuation, Unknown, End };

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text;    // an identifier with its qualifiers: A::B::c
    std::string before;  // white space between the previous token and this one; comments are left out
    unsigned offset = 0; // in the comment
};

// `comment` is the whole comment with its opening and closing marks. The last token is End.
std::vector<Token> lex_annotation(std::string_view comment);

} // namespace redoubt::lower
