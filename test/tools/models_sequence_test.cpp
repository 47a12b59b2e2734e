// SPDX-License-Identifier: Apache-2.0
#include "test/machine/trace/markup.hpp"
#include "test/models/lock.hpp"
#include "test/tools/parcels.hpp"
#include "tools/models/sequence.hpp"
#include "tools/models/wrapping.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::check;
using namespace redoubt::tsl;
using redoubt::machine::test::Element;
using redoubt::machine::test::Page;

namespace {

// What a run looks like that takes these actions, all with the same argument.
struct Picture {
    std::string svg;
    Page page;
};

Picture picture(Model const& model, std::vector<std::string> const& actions, Ending ending,
                std::string const& closing = "the end") {
    Interpreter const interpreter(model, model.instances().front());
    auto const start = interpreter.start(State(interpreter.cells(), 1)); // all that is rigid is true
    Trace trace{{start.value()}, {}};
    for (auto const& name : actions) {
        auto const& action = model.action(name);
        trace.labels.push_back({&action, std::vector<Value>(action.parameters().size(), 1)});
        trace.states.push_back(interpreter.after(trace.labels.back(), trace.states.back()));
    }
    auto svg = sequence(interpreter, trace, ending, closing);
    auto page = redoubt::machine::test::parse("<!doctype html>" + svg);
    return {std::move(svg), std::move(page)};
}

std::vector<std::string> texts(Page const& page, std::string_view css_class) {
    std::vector<std::string> all;
    for (auto const& element : page.all("text", css_class))
        all.push_back(element.text);
    return all;
}

double number(Element const& element, std::string const& attribute) {
    return std::stod(element.attribute(attribute));
}

double centre(Page const& page, std::string const& name) {
    for (auto const& element : page.all("text", "name"))
        if (element.text == name) return number(element, "x");
    FAIL("no lifeline of ", name);
    return 0;
}

// "M12.0,34.0 H56.0"
double start_of(Element const& path) {
    return std::stod(path.attribute("d").substr(1));
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("models: a run is drawn with an arrow a step, in order, from who acts to whom") {
    test::Lock const lock;
    auto const page = picture(lock, {"ask", "enter", "leave"}, Ending::Reached).page;
    REQUIRE(page.error == "");
    CHECK(texts(page, "name") == Texts{"cpu", "lock"});
    CHECK(texts(page, "number") == Texts{"1", "2", "3"});
    CHECK(texts(page, "label") == Texts{"ask(Cpu1)", "enter(Cpu1)", "leave(Cpu1)"});
    auto const arrows = page.all("path", "arrow");
    auto const heads = page.all("path", "head");
    auto const labels = page.all("text", "label");
    REQUIRE(arrows.size() == 3);
    REQUIRE(heads.size() == 3);
    double above = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(start_of(arrows[i]) == centre(page, "cpu"));
        CHECK(start_of(heads[i]) == centre(page, "lock"));
        auto const y = std::stod(heads[i].attribute("d").substr(heads[i].attribute("d").find(',') + 1));
        CHECK(number(labels[i], "y") > above);
        CHECK(y > number(labels[i], "y"));
        above = y;
    }
}

TEST_CASE("models: beside each step of a drawn run is what it changes, and above it what was given") {
    test::Lock const lock;
    auto const page = picture(lock, {"ask", "enter"}, Ending::Reached).page;
    CHECK(texts(page, "given") == Texts{"Given: privileged(Cpu0), privileged(Cpu1)"});
    CHECK(texts(page, "change") == Texts{"place(Cpu1) = Waiting", "place(Cpu1) = Inside", "taken", "uses = 1"});
    auto const changes = page.all("text", "change");
    auto const labels = page.all("text", "label");
    CHECK(number(changes[0], "y") == number(labels[0], "y"));
    CHECK(number(changes[1], "y") == number(labels[1], "y"));
    for (auto const& change : changes)
        CHECK(number(change, "x") > centre(page, "lock") + 38); // right of all boxes
}

TEST_CASE("models: a drawn run ends with what it shows, and only the step that breaks something is marked") {
    test::Lock const lock;
    auto const broken = picture(lock, {"ask", "enter"}, Ending::Broken, "it breaks").page;
    CHECK(texts(broken, "words") == Texts{"it breaks"});
    REQUIRE(broken.all("g", "step broken").size() == 1);
    CHECK(broken.all("g", "step broken").front().text.find("enter(Cpu1)") != std::string::npos);
    CHECK(broken.all("g", "ending broken").size() == 1);
    auto const reached = picture(lock, {"ask", "enter"}, Ending::Reached, "it is there").page;
    CHECK(texts(reached, "words") == Texts{"it is there"});
    CHECK(reached.all("g", "step broken").empty());
    CHECK(reached.all("g", "ending reached").size() == 1);
    CHECK(reached.all("svg").front().attribute("aria-label") == "it is there");
}

TEST_CASE("models: a drawn run is well-formed whatever the names are, and shows arrows to oneself") {
    test::Parcels const parcels;
    auto const [svg, page] =
        picture(parcels, {"send", "wait_for_collection", "send_all_of_them_at_once"}, Ending::Broken, "a < b & c");
    REQUIRE(page.error == "");
    CHECK(texts(page, "name") == Texts{"&lt;R&amp;D&gt;", "a &quot;post&quot;", "a post office far away"});
    CHECK(texts(page, "words") == Texts{"a &lt; b &amp; c"});
    auto const arrows = page.all("path", "arrow");
    auto const heads = page.all("path", "head");
    REQUIRE(arrows.size() == 3);
    CHECK(start_of(arrows[1]) == start_of(heads[1])); // it comes back to where it began
    CHECK(start_of(arrows[2]) == centre(page, "&lt;R&amp;D&gt;"));
    CHECK(start_of(heads[2]) == centre(page, "a post office far away"));
    for (auto const* outside : {"http:", "url(", "href"})
        CHECK(svg.find(outside) == std::string::npos);
}

TEST_CASE("models: nothing of a drawn run lies outside of the picture, and long labels are wrapped") {
    test::Parcels const parcels;
    auto const page =
        picture(parcels, Texts(30, "send_all_of_them_at_once"), Ending::Reached, std::string(300, 'x')).page;
    REQUIRE(page.error == "");
    auto const box = page.all("svg").front().attribute("viewBox"); // "0 0 width height"
    auto const width = std::stod(box.substr(4));
    auto const height = std::stod(box.substr(box.rfind(' ')));
    CHECK(texts(page, "label").size() > 30);
    CHECK(texts(page, "number").back() == "30");
    CHECK(texts(page, "name").size() == 4); // above and below
    for (auto const& text : page.all("text")) {
        auto const length = 6.3 * static_cast<double>(text.text.size());
        auto const anchor = text.attribute("text-anchor");
        auto const left = number(text, "x") - (anchor == "middle" ? length / 2 : anchor == "end" ? length : 0);
        CAPTURE(text.text);
        CHECK(left >= 0);
        CHECK(left + length <= width);
        CHECK(number(text, "y") < height);
    }
}

TEST_CASE("models: labels of a drawn run stay between the lifelines that they belong to") {
    constexpr double clear = 10; // of a lifeline, so that the head of an arrow is seen
    test::Parcels const parcels;
    auto const page =
        picture(parcels, {"send", "wait_for_collection", "send_all_of_them_at_once"}, Ending::Reached).page;
    auto const sender = centre(page, "&lt;R&amp;D&gt;");
    auto const post = centre(page, "a &quot;post&quot;");
    auto const far = centre(page, "a post office far away");
    std::size_t seen = 0;
    for (auto const& label : page.all("text", "label")) {
        auto const own = label.text.starts_with("wait");
        auto const length = 6.9 * static_cast<double>(label.text.size()); // nothing in it is escaped
        auto const left = number(label, "x") - (own ? 0 : length / 2);
        CAPTURE(label.text);
        CHECK(left >= (own ? post : sender) + clear);
        CHECK(left + length <= (own || seen > 1 ? far : post) - clear);
        ++seen;
    }
    CHECK(seen > 3); // the last is wrapped
}

TEST_CASE("models: names in a drawn run are beside each other, however short the labels between them are") {
    test::Parcels const parcels;
    auto const boxes =
        picture(parcels, {"send", "send_all_of_them_at_once"}, Ending::Reached).page.all("rect", "party");
    REQUIRE(boxes.size() == 3);
    double right = 0;
    for (auto const& box : boxes) {
        CHECK(number(box, "x") > right);
        right = number(box, "x") + number(box, "width");
    }
}

TEST_CASE("models: a run of no steps can be drawn") {
    test::Lock const lock;
    auto const page = picture(lock, {}, Ending::Reached, "at the start").page;
    CHECK(page.error == "");
    CHECK(texts(page, "words") == Texts{"at the start"});
    CHECK(page.all("path").empty());
}

TEST_CASE("models: text is wrapped at blanks, else inside a word, and never inside a character") {
    CHECK(wrapped("one two three", 7) == Texts{"one two", "three"});
    CHECK(wrapped("one two three", 6) == Texts{"one", "two", "three"});
    CHECK(wrapped("one  two", 3) == Texts{"one", "two"});
    CHECK(wrapped("abcdefgh", 3) == Texts{"abc", "def", "gh"});
    CHECK(wrapped("exact", 5) == Texts{"exact"});
    CHECK(wrapped("", 5).empty());
    CHECK(wrapped("ääää", 3) == Texts{"äää", "ä"});
    CHECK(characters("äöü") == 3);
}
