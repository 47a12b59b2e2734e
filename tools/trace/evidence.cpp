// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/evidence.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::trace {
namespace {

class EvidenceReader {
public:
    void name(std::string_view text) {
        if (id_of_clause(text))
            clause(text);
        else if (text.find('/') != std::string_view::npos)
            file_ = text;
    }
    void test(std::string_view text) { evidence_.tests.emplace_back(text); }
    void fault(std::string text) { evidence_.faults.push_back(std::move(text)); }
    Evidence take() { return std::move(evidence_); }

private:
    void clause(std::string_view text) {
        if (file_.empty()) return fault(fmt::format("{} is named without its file", text));
        evidence_.clauses.push_back({file_, std::string(text)});
    }

    Evidence evidence_;
    std::string file_;
};

} // namespace

Evidence evidence_in(std::string_view text) {
    EvidenceReader reader;
    for (auto at = text.find_first_of("`\""); at != std::string_view::npos; at = text.find_first_of("`\"")) {
        auto const mark = text[at];
        text.remove_prefix(at + 1);
        auto const end = text.find(mark);
        if (end == std::string_view::npos) {
            reader.fault(fmt::format("a {} without its other one", mark));
            break;
        }
        if (mark == '`')
            reader.name(text.substr(0, end));
        else
            reader.test(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return reader.take();
}

std::vector<std::string> missing(Evidence const& evidence, std::vector<Clause> const& clauses,
                                 std::vector<Test> const& tests) {
    auto found = evidence.faults;
    for (auto const& [file, name] : evidence.clauses)
        if (std::ranges::none_of(clauses, [&](Clause const& c) { return c.name == name && c.place.file == file; }))
            found.push_back(fmt::format("there is no clause {} in {}", name, file));
    for (auto const& name : evidence.tests)
        if (std::ranges::find(tests, name, &Test::name) == tests.end())
            found.push_back(fmt::format("there is no test \"{}\"", name));
    return found;
}

} // namespace redoubt::trace
