// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/acsl/lexer.hpp"

#include <array>
#include <cctype>

namespace redoubt::lower {

namespace {

// Longest first: the first that matches is taken.
constexpr auto kPunctuation = std::to_array<std::string_view>(
    {"<==>", "==>", "<<=", ">>=", "<-->", "-->", "&&", "||", "^^", "==", "!=", "<=", ">=", "<<", ">>", "->", "..", "++",
     "--",   "+=",  "-=",  "*=",  "/=",   "%=",  "&=", "|=", "^=", "/@", "@/", "(",  ")",  "[",  "]",  "{",  "}",  "<",
     ">",    "=",   "+",   "-",   "*",    "/",   "%",  "&",  "|",  "^",  "~",  "!",  "?",  ":",  ";",  ",",  "."});

bool starts_word(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}
bool continues_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

class Lexer {
public:
    explicit Lexer(std::string_view comment) : text_(comment), end_(comment.size()), at_(3) { // after "/*@" or "//@"
        if (comment.starts_with("/*")) end_ -= 2;
    }

    std::vector<Token> run() {
        std::vector<Token> tokens;
        do
            tokens.push_back(next());
        while (tokens.back().kind != TokenKind::End);
        return tokens;
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < end_ ? text_[at_ + ahead] : '\0'; }

    // White space, comments and the @ that ACSL lets stand at the start of a line and before the comment's end.
    std::string gap() {
        std::string space;
        bool line_start = true;
        for (; at_ < end_; ++at_) {
            char const c = peek();
            if (c == '/' && peek(1) == '/' && peek(2) != '@') {
                while (at_ + 1 < end_ && peek(1) != '\n')
                    ++at_;
            } else if (std::isspace(static_cast<unsigned char>(c))) {
                space += c;
                line_start = line_start || c == '\n';
            } else if (c == '@' && peek(1) != '/' &&
                       (at_ + 1 == end_ || (line_start && space.find('\n') != std::string::npos))) {
                space += ' ';
            } else {
                break;
            }
        }
        return space;
    }

    void word() {
        while (continues_word(peek()))
            ++at_;
        while (peek() == ':' && peek(1) == ':' && starts_word(peek(2))) {
            at_ += 2;
            while (continues_word(peek()))
                ++at_;
        }
    }

    void number() { // "0..n" is a range, "1.5" a real
        while (continues_word(peek()) || (peek() == '.' && peek(1) != '.'))
            ++at_;
    }

    void quoted(char quote) {
        ++at_;
        while (at_ < end_ && peek() != quote)
            at_ += peek() == '\\' ? 2 : 1;
        if (at_ < end_) ++at_;
    }

    TokenKind scan() {
        char const c = peek();
        if (at_ >= end_) return TokenKind::End;
        if (starts_word(c)) return word(), TokenKind::Identifier;
        if (std::isdigit(static_cast<unsigned char>(c))) return number(), TokenKind::Number;
        if (c == '\\' && starts_word(peek(1))) {
            ++at_;
            while (continues_word(peek()))
                ++at_;
            return TokenKind::Builtin;
        }
        if (c == '"' || c == '\'') return quoted(c), TokenKind::Text;
        for (auto const mark : kPunctuation) {
            if (text_.substr(at_, end_ - at_).starts_with(mark)) return at_ += mark.size(), TokenKind::Punctuation;
        }
        ++at_;
        return TokenKind::Unknown;
    }

    Token next() {
        Token token;
        token.before = gap();
        token.offset = static_cast<unsigned>(at_);
        token.kind = scan();
        token.text = std::string(text_.substr(token.offset, at_ - token.offset));
        return token;
    }

    std::string_view text_;
    std::size_t end_;
    std::size_t at_;
};

} // namespace

std::vector<Token> lex_annotation(std::string_view comment) {
    return Lexer(comment).run();
}

} // namespace redoubt::lower
