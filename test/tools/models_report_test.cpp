// SPDX-License-Identifier: Apache-2.0
#include "test/machine/trace/markup.hpp"
#include "test/models/lock.hpp"
#include "test/tools/parcels.hpp"
#include "tools/models/page.hpp"
#include "tools/models/report.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace redoubt::check;
using redoubt::machine::test::Page;
using redoubt::tsl::Answer;
using redoubt::tsl::test::Flaw;
using redoubt::tsl::test::Lock;

namespace {

std::vector<Report> checked(Flaw flaw) {
    return check({std::make_shared<Lock>(flaw)}, {}, [](std::string const&) {});
}

std::vector<Report> const& sound() {
    static auto const reports = checked(Flaw::None);
    return reports;
}

std::vector<Report> const& without_lock() {
    static auto const reports = checked(Flaw::NoLock);
    return reports;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool any_contains(std::vector<std::string> const& all, std::string_view part) {
    return std::ranges::any_of(all, [&](auto const& each) { return contains(each, part); });
}

PropertyResult& counted_row(Report& report) {
    return *std::ranges::find_if(report.properties, [](auto const& row) { return row.property->name == "counted"; });
}

Page page_of(std::vector<Report> const& reports) {
    auto page = redoubt::machine::test::parse(as_html(reports));
    REQUIRE(page.error == "");
    return page;
}

// As if somebody had found that the start breaks a property whose sentence means something in markup.
Report broken_parcels() {
    auto const model = std::make_shared<redoubt::tsl::test::Parcels>();
    redoubt::tsl::Interpreter const interpreter(*model, model->instances().front());
    auto const start = interpreter.start(redoubt::tsl::State(interpreter.cells(), 0));
    redoubt::tsl::Trace const trace{{start.value()}, {}};
    Report report{.model = model};
    report.properties.push_back({.property = &model->properties().front(), .texts = {"x < y & \"z\""}});
    report.instances.push_back({"<engine>", 0, "3", false, Answer::Refuted, 0, "<&>", {}});
    report.instances.back().breach = {report.properties.front().property, trace};
    report.covers.push_back({&model->covers().front(), trace});
    return report;
}

std::size_t place_of_first(Page const& page, std::string_view element, std::string_view text) {
    auto const found = std::ranges::find_if(
        page.elements, [&](auto const& each) { return each.name == element && contains(each.text, text); });
    REQUIRE(found != page.elements.end());
    return static_cast<std::size_t>(found - page.elements.begin());
}

} // namespace

TEST_CASE("models: a model whose properties hold and whose covers are reached is good, and no report is not") {
    CHECK(sound().front().complaints().empty());
    CHECK(good(sound()));
    CHECK_FALSE(good({}));
    CHECK(contains(as_text(sound()), "all hold"));
    CHECK(contains(as_text(sound()), "\n1 model, "));
    CHECK(contains(as_text({}), "0 models, 0 properties, 0 conditions, 0 covers: NOT GOOD"));
    CHECK(contains(as_html({}), "not good"));
    CHECK(nlohmann::json::parse(as_json({})).at("good") == false);
}

TEST_CASE("models: one bad model among good ones is not good") {
    auto reports = sound();
    reports.push_back(without_lock().front());
    CHECK_FALSE(good(reports));
    std::ranges::reverse(reports);
    CHECK_FALSE(good(reports));
}

TEST_CASE("models: a refuted property is complained of by the proofs and by the model checkers") {
    auto const& report = without_lock().front();
    CHECK_FALSE(good(without_lock()));
    CHECK(any_contains(report.complaints(), "one_inside: Z3"));
    CHECK(any_contains(report.complaints(), "one_inside: cvc5"));
    CHECK(any_contains(report.complaints(), "pdr with 2 Cpu, 3 Count: refuted"));
    REQUIRE(report.shortest_breach() != nullptr);
    CHECK(report.shortest_breach()->breach->property->name == "one_inside");
    CHECK(report.shortest_breach()->breach->trace.labels.size() == 4);
}

TEST_CASE("models: an unreached cover, a property without conditions, and an open one are complaints, each alone") {
    struct Fault {
        std::string complaint;
        std::function<void(Report&)> make;
    };
    for (auto const& [complaint, make] : std::vector<Fault>{
             {"two_wait: not reached", [](Report& report) { report.covers[1].trace.reset(); }},
             {"counted: no condition",
              [](Report& report) { counted_row(report) = {.property = counted_row(report).property}; }},
             {"counted: cvc5 has answered 0 of 3 conditions",
              [](Report& report) {
                  counted_row(report).cvc5_conditions = 0;
                  counted_row(report).cvc5 = Answer::Unknown;
              }},
             {"counted: cvc5 has answered 2 of 3 conditions",
              [](Report& report) { --counted_row(report).cvc5_conditions; }},
             {"counted: cvc5 has answered 3 of 2 conditions", [](Report& report) { --counted_row(report).conditions; }},
             {"counted: Z3 has not proven 2 of 3 conditions",
              [](Report& report) {
                  counted_row(report).z3 = Answer::Unknown;
                  counted_row(report).texts = {"x", "y"};
              }},
             {"counted: cvc5 has not proven 1 of 3 conditions",
              [](Report& report) {
                  counted_row(report).cvc5 = Answer::Unknown;
                  counted_row(report).cvc5_unproven = 1;
              }},
             {"pdr with 2 Cpu, 3 Count: refuted",
              [](Report& report) { report.instances.front().answer = Answer::Refuted; }}}) {
        CAPTURE(complaint);
        auto reports = sound();
        REQUIRE(reports.front().covers[1].cover->name == "two_wait");
        make(reports.front());
        auto const complaints = reports.front().complaints();
        REQUIRE(complaints.size() == 1);
        CHECK(contains(complaints.front(), complaint));
        CHECK_FALSE(good(reports));
        CHECK(contains(as_text(reports), "WRONG: " + complaint));
        CHECK(contains(as_text(reports), "NOT GOOD"));
        CHECK(any_contains(nlohmann::json::parse(as_json(reports)).at("models")[0].at("complaints"), complaint));
        auto const page = page_of(reports);
        CHECK(contains(page.all("ul", "complaints").front().text, complaint));
        CHECK(page.all("section", "breach").empty()); // nothing has shown a run
    }
}

TEST_CASE("models: what no solver was asked of a property is not proven, and said to be open") {
    auto reports = sound();
    auto& row = counted_row(reports.front());
    row = {.property = row.property, .conditions = 3, .z3 = Answer::Proven}; // by Z3 alone
    CHECK_FALSE(row.proven());
    auto const properties = nlohmann::json::parse(as_json(reports)).at("models")[0].at("properties");
    auto const entry = std::ranges::find_if(properties, [](auto const& each) { return each.at("name") == "counted"; });
    REQUIRE(entry != properties.end());
    CHECK(entry->at("z3") == "proven");
    CHECK(entry->at("cvc5") == "open");
    auto const doubtful = page_of(reports).all("tr", "doubtful");
    REQUIRE(doubtful.size() == 1);
    CHECK(contains(doubtful.front().text, "counted"));
    CHECK(contains(doubtful.front().text, "open"));
    row = {.property = row.property, .cvc5_conditions = 3, .cvc5 = Answer::Proven}; // by cvc5 alone
    CHECK_FALSE(row.proven());
    CHECK(any_contains(reports.front().complaints(), "counted: no condition"));
    row = {.property = row.property, .z3 = Answer::Proven, .cvc5 = Answer::Proven}; // whatever they say of nothing
    CHECK_FALSE(row.proven());
}

TEST_CASE("models: both solvers answer each condition of each property") {
    for (auto const* report : {&sound().front(), &without_lock().front()})
        for (auto const& row : report->properties) {
            CAPTURE(row.property->name);
            CHECK(row.conditions > 0);
            CHECK(row.cvc5_conditions == row.conditions);
        }
    auto const& refuted = without_lock().front().properties.front(); // what is worst stays, however many hold
    CHECK(refuted.z3 == Answer::Refuted);
    CHECK(refuted.texts.size() < refuted.conditions);
    CHECK(refuted.cvc5 != Answer::Proven);
    CHECK(refuted.cvc5_unproven > 0);
    CHECK(refuted.cvc5_unproven < refuted.cvc5_conditions);
}

TEST_CASE("models: the text names every property, and the steps of a run that breaks one") {
    for (auto const& property : sound().front().model->properties())
        CHECK(contains(as_text(sound()), property.name));
    auto const text = as_text(without_lock());
    CHECK(contains(text, "a run that breaks one_inside (no two are inside):"));
    CHECK(contains(text, "  4. enter(Cpu"));
}

TEST_CASE("models: the results as JSON say what holds, and have the run that breaks a property") {
    auto const fine = nlohmann::json::parse(as_json(sound()));
    CHECK(fine.at("good") == true);
    CHECK(fine.at("models")[0].at("complaints").empty());
    auto const json = nlohmann::json::parse(as_json(without_lock()));
    CHECK(json.at("good") == false);
    auto const& model = json.at("models")[0];
    CHECK(model.at("id") == "T1");
    CHECK(model.at("properties").size() == without_lock().front().model->properties().size());
    CHECK(model.at("properties")[0].at("z3") == "REFUTED");
    auto const& instances = model.at("instances");
    auto const pdr = std::ranges::find_if(instances, [](auto const& each) { return each.at("engine") == "pdr"; });
    REQUIRE(pdr != instances.end());
    CHECK(pdr->at("answer") == "REFUTED");
    CHECK(pdr->at("breaks") == "one_inside");
    auto const& steps = pdr->at("trace").at("steps");
    REQUIRE(steps.size() == 4);
    CHECK(steps[3].at("from") == "cpu");
    CHECK(steps[3].at("to") == "lock");
    CHECK(contains(steps[3].at("action").get<std::string>(), "enter(Cpu"));
    CHECK_FALSE(steps[3].at("changes").empty());
}

TEST_CASE("models: the page is well-formed, needs nothing from elsewhere, and has light and dark colours") {
    for (auto const* reports : {&sound(), &without_lock()}) {
        auto const html = as_html(*reports);
        CHECK(redoubt::machine::test::parse(html).error == "");
        for (auto const* outside : {"http:", "https:", "src=", "<link", "@import", "url(", "<script"})
            CHECK(html.find(outside) == std::string::npos);
        CHECK(contains(html, "prefers-color-scheme: dark"));
        CHECK(html == as_html(*reports));
    }
}

TEST_CASE("models: the page has each property with its sentence and answers, and each instance") {
    auto const& report = sound().front();
    auto const page = page_of(sound());
    CHECK(page.all("li", "bad").empty());
    CHECK(contains(page.all("li", "good").front().text, "all hold"));
    CHECK(page.all("section").size() == 1);
    CHECK(page.all("ul", "complaints").empty());
    CHECK(page.all("tr", "doubtful").empty());
    auto const rows = page.all("tr", "holds");
    REQUIRE(rows.size() == report.properties.size());
    for (auto const& result : report.properties) {
        auto const row =
            std::ranges::find_if(rows, [&](auto const& each) { return contains(each.text, result.property->name); });
        REQUIRE(row != rows.end());
        CHECK(contains(row->text, result.property->text));
    }
    for (auto const* engine : {"pdr", "induction", "search"})
        CHECK(contains(page.all("table", "instances").front().text, engine));
    CHECK(contains(page.all("table", "instances").front().text, "2 Cpu, 3 Count"));
}

TEST_CASE("models: the page has a run to each cover, folded away") {
    auto const page = page_of(sound());
    auto const covers = page.all("details", "cover");
    REQUIRE(covers.size() == 3);
    CHECK(contains(covers[1].text, "two wait"));
    CHECK(contains(covers[1].text, "2 steps"));
    CHECK_FALSE(covers[1].attributes.contains("open"));
    CHECK(page.all("svg", "sequence").size() == 3);
    auto reports = sound();
    reports.front().covers[1].trace.reset();
    CHECK(page_of(reports).all("svg", "sequence").size() == 2);
    CHECK(contains(page_of(reports).all("p", "cover").front().text, "not reached two wait"));
}

TEST_CASE("models: the page shows first what is broken, as a picture and step by step") {
    auto const page = page_of(without_lock());
    CHECK(contains(page.all("li", "bad").front().text, "not good"));
    auto const breaches = page.all("section", "breach");
    REQUIRE(breaches.size() == 1); // however many engines have found it
    CHECK(contains(breaches.front().text, "one_inside is broken"));
    CHECK(contains(breaches.front().text, "no two are inside"));
    CHECK(place_of_first(page, "section", "one_inside is broken") < place_of_first(page, "table", ""));
    CHECK(page.all("g", "step broken").size() == 1);
    auto const steps = page.all("ol", "steps");
    REQUIRE(steps.size() == 1);
    std::size_t items = 0;
    for (auto const& item : page.all("li"))
        items += std::ranges::find(item.within, "ol") != item.within.end() ? 1 : 0;
    CHECK(items == 4);
    CHECK(any_contains({page.all("tr", "doubtful").front().text}, "one_inside"));
}

TEST_CASE("models: the page is well-formed whatever names, sentences and counterexamples say") {
    auto const page = page_of({broken_parcels()});
    CHECK(contains(page.all("h2").back().text, "&lt;parcels&gt; &amp; &quot;post&quot;"));
    CHECK(contains(page.all("th").back().text, "&lt;engine&gt;"));
    CHECK(contains(page.all("pre").front().text, "x &lt; y &amp; &quot;z&quot;"));
    CHECK(contains(page.all("section", "breach").front().text, "all is &lt;well&gt; &amp; &quot;fine&quot;"));
    CHECK(contains(page.all("section", "breach").front().text, "REQ-POST-&lt;1&gt;"));
}

TEST_CASE("models: what is broken stands above all models, also above those before its own") {
    auto reports = sound();
    reports.push_back(broken_parcels());
    auto const sections = page_of(reports).all("section");
    REQUIRE(sections.size() == 3);
    CHECK(contains(sections[0].text, "fine is broken"));
    CHECK(sections[1].attribute("id") == "T1");
    CHECK(sections[2].attribute("id") == "T9");
}

TEST_CASE("models: of each broken property the page has one run, the shortest") {
    auto report = without_lock().front();
    for (auto const kept : {0, 1}) { // in whatever order they were found
        auto const* const shortest = report.shortest_breach();
        REQUIRE(shortest != nullptr);
        CHECK(shortest->breach->trace.labels.size() == 4);
        auto longer = *shortest;
        longer.breach->trace.labels.push_back(longer.breach->trace.labels.front());
        longer.breach->trace.states.push_back(longer.breach->trace.states.back());
        report.instances.insert(kept == 0 ? report.instances.begin() : report.instances.end(), longer);
        CHECK(page_of({report}).all("section", "breach").size() == 1);
        CHECK(contains(page_of({report}).all("section", "breach").front().text, "after 4 steps"));
    }
    auto const* const counted = counted_row(report).property;
    CHECK(report.shortest_breach(counted) == nullptr);
    report.instances.front().breach->property = counted;
    CHECK(report.shortest_breach(counted) == &report.instances.front());
    CHECK(page_of({report}).all("section", "breach").size() == 2);
}

TEST_CASE("models: auxiliary properties are folded away, but for those that do not hold") {
    struct Fault {
        bool open;
        std::function<void(PropertyResult&)> make;
    };
    for (auto const& [open, make] : std::vector<Fault>{{false, [](PropertyResult&) {}},
                                                       {true, [](auto& row) { row.z3 = Answer::Unknown; }},
                                                       {true, [](auto& row) { row.cvc5 = Answer::Refuted; }},
                                                       {true, [](auto& row) { row.cvc5_conditions -= 1; }},
                                                       {true, [](auto& row) { row.cvc5_conditions += 1; }},
                                                       {true, [](auto& row) { row.conditions = 0; }},
                                                       {true, [](auto& row) { row = {.property = row.property}; }}}) {
        auto reports = sound();
        auto& row = *std::ranges::find(reports.front().properties, redoubt::tsl::PropertyKind::Auxiliary,
                                       [](auto const& each) { return each.property->kind; });
        make(row);
        CHECK(row.proven() != open);
        auto const folded = page_of(reports).all("details").front();
        CHECK(contains(folded.text, ", which the proof needs"));
        CHECK(contains(folded.text, "taken_by_somebody"));
        CHECK(folded.attributes.contains("open") == open);
        CHECK_FALSE(contains(folded.text, "one_inside"));
        CHECK(page_of(reports).all("tr", "doubtful").size() == (open ? 1 : 0));
    }
}

TEST_CASE("models: the page shows a broken step property, too") {
    auto const page = page_of(checked(Flaw::LosesCount));
    CHECK(contains(page.all("section", "breach").front().text, "counted is broken"));
}
