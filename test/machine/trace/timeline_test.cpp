// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/timeline.hpp"
#include "test/machine/trace/markup.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace redoubt::machine;
using test::Element;

namespace {

// A run as a machine would record it, with processors in turns: each SMI interrupts all of them, one shortly after the other.
class Run {
public:
    explicit Run(unsigned processors) : counters(processors), processors_(processors) {
        for (unsigned processor = 0; processor < processors; ++processor)
            recorder.enters(processor, Context::Os, 0);
    }

    void os(uint64_t instructions) { now += instructions; }

    void start() {
        recorder.add({.time = now, .processor = 0, .context = Context::Os, .kind = EventKind::Activation});
        recorder.enters(0, Context::Monitor, now);
        now += 30'000;
        recorder.enters(0, Context::Os, now);
    }

    void smi() {
        recorder.add({.time = now, .kind = EventKind::SmiRaised, .text = "APM port"});
        for (unsigned processor = 0; processor < processors_; ++processor) {
            counters.smi_begins(processor);
            recorder.add({.time = now,
                          .processor = processor,
                          .context = Context::Os,
                          .kind = EventKind::SmmVmExit,
                          .reason = 6});
            spend(processor, Context::Monitor, 700);
            spend(processor, Context::SmiHandler, 150);
            spend(processor, Context::Monitor, 600);
            recorder.enters(processor, Context::Os, now);
            counters.smi_ends(processor);
        }
    }

    void violation(std::string text) {
        recorder.add({.time = now,
                      .processor = 1,
                      .context = Context::Os,
                      .kind = EventKind::Violation,
                      .rule = "SDM vol. 3C 24.11.4",
                      .text = std::move(text),
                      .details = "RAX <1>"});
    }

    [[nodiscard]] std::string page() const {
        return timeline_page(recorder, counters, {.title = "a <run>", .end = now});
    }
    [[nodiscard]] test::Page parsed() const { return test::parse(page()); }

    Recorder recorder;
    Counters counters;
    uint64_t now = 0;

private:
    void spend(unsigned processor, Context context, uint64_t instructions) {
        recorder.enters(processor, context, now);
        counters.count(processor, context, instructions);
        now += instructions;
    }

    unsigned processors_;
};

std::vector<std::string> texts(test::Page const& page, std::string_view name, std::string_view css_class = {}) {
    std::vector<std::string> all;
    for (auto const& element : page.all(name, css_class))
        all.push_back(element.text);
    return all;
}

bool contains(std::vector<std::string> const& all, std::string const& text) {
    return std::ranges::find(all, text) != all.end();
}

bool any_contains(std::vector<std::string> const& all, std::string const& text) {
    return std::ranges::any_of(all, [&](std::string const& each) { return each.find(text) != std::string::npos; });
}

double percentage(std::string const& text) {
    REQUIRE(text.ends_with('%'));
    return std::stod(text);
}

} // namespace

TEST_CASE("machine: the page of a run is well-formed and needs nothing from elsewhere") {
    Run run(4);
    run.start();
    for (unsigned i = 0; i < 20; ++i) {
        run.os(20'000);
        run.smi();
    }
    run.violation("text");
    auto const html = run.page();
    CHECK(test::parse(html).error == "");
    for (auto const* outside : {"http:", "https:", "src=", "<link", "@import", "url("})
        CHECK(html.find(outside) == std::string::npos);
    CHECK(html.find("prefers-color-scheme: dark") != std::string::npos);
    CHECK(html == run.page());
}

TEST_CASE("machine: the page's head says what matters: errors, SMIs, and what they cost the monitor") {
    Run run(4);
    run.os(1000);
    for (unsigned i = 0; i < 3; ++i)
        run.smi();
    auto page = run.parsed();
    CHECK(texts(page, "h1") == std::vector<std::string>{"a &lt;run&gt;"});
    CHECK(texts(page, "li", "good") == std::vector<std::string>{"no errorno rule was broken"});
    CHECK(texts(page, "li", "bad").empty());
    auto const facts = texts(page, "b");
    CHECK(contains(facts, "4 processors"));
    CHECK(contains(facts, "12 SMIs"));
    CHECK(contains(facts, "1,300 instructions"));
    run.violation("text");
    page = run.parsed();
    CHECK(texts(page, "li", "good").empty());
    CHECK(texts(page, "li", "bad") == std::vector<std::string>{"1 errorlisted below"});
}

TEST_CASE("machine: every context and mark is in the legend, and has a colour for light and dark") {
    auto const html = Run(1).page();
    auto const page = test::parse(html);
    for (auto const context : kAllContexts) {
        CAPTURE(name_of(context));
        CHECK(page.all("i", id_of(context)).size() == 1);
        auto const definition = "--" + std::string(id_of(context)) + ": #";
        auto const light = html.find(definition);
        REQUIRE(light != std::string::npos);
        CHECK(html.find(definition, light + 1) != std::string::npos);
        CHECK(html.find("." + std::string(id_of(context)) + " { --c: var(--" + std::string(id_of(context)) + "); }") !=
              std::string::npos);
    }
    for (auto const* mark : {"smi", "note", "error"})
        CHECK(page.all("use", mark).size() == 1);
}

TEST_CASE("machine: a stretch is drawn where it was and as long as it lasted, on its processor's lane") {
    Run run(2);
    run.os(1000);
    run.smi(); // processor 0 in SMM from 1000 to 2450, processor 1 to 3900
    run.os(5000);
    auto const page = run.parsed();
    CHECK(contains(texts(page, "figcaption"), "from 800, 3,300 instructions"));
    std::vector<Element> handler;
    for (auto const& bar : page.all("rect", "smi_handler"))
        if (bar.text.find("instructions of the machine") != std::string::npos) handler.push_back(bar);
    REQUIRE(handler.size() == 2);
    CHECK(handler[0].text == "processor 0: SMI handler\n150 instructions of the machine, from 1,700 to 1,850");
    CHECK(percentage(handler[0].attribute("x")) == doctest::Approx(100.0 * 900 / 3300).epsilon(0.0001));
    CHECK(percentage(handler[0].attribute("width")) == doctest::Approx(100.0 * 150 / 3300).epsilon(0.0001));
    CHECK(percentage(handler[1].attribute("x")) == doctest::Approx(100.0 * (900 + 1450) / 3300).epsilon(0.0001));
    CHECK(std::stod(handler[1].attribute("y")) == doctest::Approx(std::stod(handler[0].attribute("y")) + 28));
    CHECK(any_contains(texts(page, "rect", "monitor"), "SMM VM exit: SMI")); // why the monitor runs
}

TEST_CASE("machine: a long run is shown as a whole and its first round trips closely, and the page stays small") {
    Run run(4);
    run.start();
    for (unsigned i = 0; i < 1000; ++i) {
        run.os(20'000);
        run.smi();
    }
    auto const html = run.page();
    CHECK(html.size() < 1'000'000);
    auto const page = test::parse(html);
    REQUIRE(page.error == "");
    CHECK(contains(texts(page, "h2"), "The start"));
    CHECK(page.all("figure").size() == 1 + 1 + 12); // the whole, the start, round trips
    CHECK(contains(texts(page, "figcaption"), "25,830,000 instructions"));

    uint64_t smis = 0;
    for (auto const& bar : page.all("rect", "smi")) {
        auto const count = bar.text.substr(bar.text.rfind(' ') + 1);
        smis += std::stoull(count);
    }
    CHECK(smis == 1000);
    std::set<std::string> classes;
    for (auto const& bar : page.all("rect")) {
        classes.insert(bar.attribute("class"));
        CHECK(percentage(bar.attribute("x")) >= 0);
        CHECK(percentage(bar.attribute("width")) > 0);
        CHECK(percentage(bar.attribute("x")) + percentage(bar.attribute("width")) < 100.001);
        CHECK(std::stod(bar.attribute("y")) >= 0);
    }
    CHECK(classes == std::set<std::string>{"monitor", "os", "smi", "smi_handler"});
}

TEST_CASE(
    "machine: an error long after the last picture has a picture of its own, a mark, and its registers in a list") {
    Run run(4);
    run.os(1000);
    run.smi();
    run.os(1'000'000);
    run.violation("write of the active VMCS region");
    run.os(1'000'000);
    auto const page = run.parsed();
    REQUIRE(page.error == "");
    CHECK(contains(texts(page, "h2"), "Around errors"));
    CHECK(contains(texts(page, "figcaption"), "from 1,006,600, 401 instructions"));
    auto const marks = texts(page, "use", "error");
    CHECK(marks.size() == 3); // in the legend, in the whole, in its own picture
    CHECK(std::ranges::count_if(marks, [](auto const& text) {
              return text.find("violation of SDM vol. 3C 24.11.4: write of the active VMCS region") !=
                     std::string::npos;
          }) == 2);
    CHECK(texts(page, "pre") == std::vector<std::string>{"RAX &lt;1&gt;"});
    CHECK(texts(page, "code") ==
          std::vector<std::string>{
              "      1,006,800  processor 1  OS  violation of SDM vol. 3C 24.11.4: write of the active VMCS region"});
}

TEST_CASE("machine: an error that a picture shows already does not get another") {
    Run run(1);
    run.os(1000);
    run.smi();
    run.violation("at the end of the round trip");
    run.os(1000);
    auto const page = run.parsed();
    CHECK_FALSE(contains(texts(page, "h2"), "Around errors"));
    CHECK(page.all("use", "error").size() == 3);
}

TEST_CASE("machine: an error at the very end of the run is shown") {
    Run run(2);
    run.os(10'000);
    run.recorder.add({.time = run.now, .processor = 0, .context = Context::Os, .kind = EventKind::Shutdown});
    auto const page = run.parsed();
    CHECK(page.error == "");
    CHECK(page.all("use", "error").size() == 3);
    CHECK(percentage(page.all("use", "error").back().attribute("x")) == 100);
}

TEST_CASE("machine: what happens again at the same place is one mark that says how often") {
    Run run(2);
    run.os(1000);
    for (unsigned i = 0; i < 5000; ++i)
        run.violation("again");
    run.os(1000);
    auto const page = run.parsed();
    CHECK(page.all("use", "error").size() == 3);
    CHECK(any_contains(texts(page, "use", "error"), "and 4999 more"));
    CHECK(any_contains(texts(page, "use", "error"), "5,000 errors from here"));
    CHECK(page.all("pre").size() == 100);
    CHECK(any_contains(texts(page, "li"), "and 4,900 more"));
}

TEST_CASE("machine: text of a guest cannot change the page") {
    Run run(2);
    run.os(1000);
    run.recorder.add(
        {.time = run.now, .kind = EventKind::SerialLine, .text = "</title><script>alert(1)</script>\x1b[31m & \"x\""});
    run.violation("<!--counts--> <b>");
    run.os(1000);
    auto const page = run.parsed();
    CHECK(page.error == "");
    CHECK(page.all("script").size() == 1);
    CHECK(page.all("table").size() == 1);
    CHECK(any_contains(texts(page, "use", "note"),
                       "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#xfffd;[31m &amp; &quot;x&quot;"));
    CHECK(any_contains(texts(page, "code"), "&lt;!--counts--&gt; &lt;b&gt;"));
}

TEST_CASE("machine: a run of nothing has a page that says so") {
    auto const page = timeline_page(Recorder(), Counters(1), {.title = "none"});
    CHECK(test::parse(page).error == "");
    CHECK(any_contains(texts(test::parse(page), "p"), "Nothing ran."));
}

TEST_CASE("machine: a page from a record that forgot events says how many it has") {
    Recorder recorder(nullptr, 10);
    for (uint64_t time = 0; time < 1000; ++time)
        recorder.add({.time = time, .kind = EventKind::VmExit});
    auto const page = test::parse(timeline_page(recorder, Counters(1), {.title = "long", .end = 1000}));
    CHECK(page.error == "");
    CHECK(any_contains(texts(page, "p"), "Only the last 10 of 1,000 events were kept"));
}

TEST_CASE("machine: the page ends with the counts that the summary has") {
    Run run(2);
    run.os(1000);
    run.smi();
    auto const heads = texts(run.parsed(), "th");
    for (auto const* expected :
         {"instructions", "an SMI costs a processor", "monitor instructions, processor 1", "median"})
        CHECK(contains(heads, expected));
}
