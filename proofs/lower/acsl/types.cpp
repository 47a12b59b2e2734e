// SPDX-License-Identifier: Apache-2.0
// Types, binders and labels in annotations.
#include <set>

#include "proofs/lower/acsl/parser.hpp"

namespace redoubt::lower {

namespace {

std::set<std::string> const kLogicTypes{"integer", "boolean", "real"};
std::set<std::string> const kBaseTypes{"unsigned", "signed", "int", "long", "short", "char", "void", "bool"};

} // namespace

bool Parser::is_type_name(Token const& token) const {
    if (token.kind != TokenKind::Identifier) return false;
    auto const meaning = scope_.find(token.text, annotation_.begin).meaning;
    if (meaning == Meaning::Unknown) return kLogicTypes.count(token.text) || kBaseTypes.count(token.text);
    return meaning == Meaning::Type || meaning == Meaning::LogicType;
}

std::size_t Parser::type_end(std::size_t from) const {
    auto i = from;
    if (tokens_[i].text == "const") ++i;
    if (!is_type_name(tokens_[i])) {
        if (tokens_[i].text != "\\list" || tokens_[i + 1].text != "<") return from;
        auto const inner = type_end(i + 2);
        if (inner == i + 2 || tokens_[inner].text != ">") return from;
        return inner + 1;
    }
    if (kBaseTypes.count(tokens_[i].text)) {
        while (kBaseTypes.count(tokens_[i].text))
            ++i;
    } else {
        ++i;
    }
    while (tokens_[i].text == "*" || tokens_[i].text == "const")
        ++i;
    return i;
}

void Parser::type() {
    auto const end = type_end(at_);
    if (end == at_) {
        if (current().kind == TokenKind::Identifier)
            reject_name(current(), "'" + current().text + "' is no type here");
        else
            fail("a type is expected here");
        take();
        while (take_if("*")) {
        }
        return;
    }
    while (at_ < end) {
        auto const found =
            current().kind == TokenKind::Identifier ? scope_.find(current().text, annotation_.begin) : Found{};
        if (found.meaning == Meaning::Type || found.meaning == Meaning::LogicType)
            take_as(found.text);
        else if (at("bool"))
            take_as("_Bool");
        else
            take();
    }
    if (at("&")) fail("a reference cannot be bound in an annotation: use a pointer or a value");
}

void Parser::binders() {
    do {
        if (in_ghost_ && kLogicTypes.count(current().text))
            fail("a ghost variable has a C type: Frama-C takes no logic type here");
        type();
        for (bool more = true; more;) {
            while (take_if("*")) {
            }
            auto const name = current();
            expect_name("a name to bind");
            bind(name);
            result_.bound.push_back(name.text);
            if (take_if("[")) {
                if (!at("]")) expression();
                expect("]");
            }
            auto const& after = ahead(2).text;
            more =
                at(",") && (ahead(1).text == "*" || (ahead(1).kind == TokenKind::Identifier &&
                                                     (after == "," || after == ";" || after == ")" || after == "[")));
            if (more) take();
        }
    } while (take_if(","));
}

void Parser::labels_declared() {
    if (!take_if("{")) return;
    do
        scope_.add_label(expect_name("a label"));
    while (take_if(","));
    expect("}");
}

void Parser::labels_used() {
    expect("{");
    do {
        auto const label = current();
        auto const name = expect_name("a label");
        if (!scope_.knows_label(name)) reject_name(label, "'" + name + "' is no label here");
    } while (take_if(","));
    expect("}");
}

} // namespace redoubt::lower
