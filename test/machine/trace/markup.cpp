// SPDX-License-Identifier: Apache-2.0
#include "test/machine/trace/markup.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/core.h>
#include <set>
#include <stdexcept>

namespace redoubt::machine::test {
namespace {

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == ':';
}

class Parser {
public:
    explicit Parser(std::string_view html) : left_(html) {}

    Page parse() {
        try {
            expect("<!doctype html>");
            while (!left_.empty())
                left_.starts_with("</") ? close() : left_.starts_with('<') ? open() : say(take_text());
            if (!open_.empty()) fail("not closed: " + page_.elements[open_.back()].name);
        } catch (std::runtime_error const& error) {
            page_.error = fmt::format("{} before: {}", error.what(), left_.substr(0, 60));
        }
        return std::move(page_);
    }

private:
    [[noreturn]] static void fail(std::string const& what) { throw std::runtime_error(what); }

    void expect(std::string_view what) {
        if (!left_.starts_with(what)) fail(fmt::format("no {}", what));
        left_.remove_prefix(what.size());
    }

    std::string_view take(std::size_t count) {
        auto const taken = left_.substr(0, count);
        left_.remove_prefix(taken.size());
        return taken;
    }

    std::string name() {
        auto const end = std::ranges::find_if_not(left_, is_name) - left_.begin();
        if (end == 0) fail("no name");
        return std::string(take(static_cast<std::size_t>(end)));
    }

    // Nothing raw that has a meaning in markup, and no control characters.
    static void check_text(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto const c = static_cast<unsigned char>(text[i]);
            if (c < ' ' && c != '\n' && c != '\t') fail("control character");
            if (c == '<' || c == '>' || c == '"') fail("character that is not escaped");
            if (c != '&') continue;
            static constexpr std::array<std::string_view, 5> entities{"&amp;", "&lt;", "&gt;", "&quot;", "&#xfffd;"};
            auto const here = text.substr(i);
            if (std::ranges::none_of(entities, [&](auto const& entity) { return here.starts_with(entity); }))
                fail("ampersand that is not escaped");
        }
    }

    std::string_view take_text() {
        auto const text = take(std::min(left_.find('<'), left_.size()));
        check_text(text);
        return text;
    }

    void say(std::string_view text) {
        for (auto const index : open_)
            page_.elements[index].text += text;
    }

    void open() {
        expect("<");
        Element element{.name = name(), .attributes = {}, .text = {}, .within = {}};
        for (auto const index : open_)
            element.within.push_back(page_.elements[index].name);
        while (left_.starts_with(' ')) {
            expect(" ");
            auto const key = name();
            expect("=\"");
            auto const value = take(left_.find('"'));
            check_text(value);
            expect("\"");
            if (!element.attributes.emplace(key, value).second) fail("attribute twice: " + key);
            if (key == "id" && !ids_.insert(std::string(value)).second) fail("id twice: " + std::string(value));
        }
        auto const is_empty = left_.starts_with("/>");
        expect(is_empty ? "/>" : ">");
        page_.elements.push_back(element);
        static std::set<std::string> const without_end{"meta", "input"};
        if (is_empty || without_end.contains(element.name)) return;
        open_.push_back(page_.elements.size() - 1);
        if (element.name == "style" || element.name == "script") say(take(left_.find("</")));
    }

    void close() {
        expect("</");
        auto const closed = name();
        expect(">");
        if (open_.empty() || page_.elements[open_.back()].name != closed) fail("closed, but not open: " + closed);
        open_.pop_back();
    }

    std::string_view left_;
    Page page_ = {};
    std::vector<std::size_t> open_ = {};
    std::set<std::string> ids_ = {};
};

} // namespace

std::vector<Element> Page::all(std::string_view name, std::string_view css_class) const {
    std::vector<Element> found;
    for (auto const& element : elements)
        if (element.name == name && (css_class.empty() || element.attribute("class") == css_class))
            found.push_back(element);
    return found;
}

Page parse(std::string_view html) {
    return Parser(html).parse();
}

} // namespace redoubt::machine::test
