// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/finding.hpp"
#include "proofs/prove/judge.hpp"
#include "proofs/prove/survey.hpp"

#include <string>
#include <string_view>
#include <vector>

// The assumptions that the proofs rest on: what Frama-C took for true, against what the ledger (proofs/assumptions.md)
// admits.
namespace redoubt::prove {

struct LedgerEntry {
    std::string id;
    std::string kind;  // axiom, admit, contract: compared with Frama-C's report; general: for the reader
    std::string name;  // axiom's name; function/clause of an admit; function of a contract: all as in the lowered C
    std::string place; // file, relative to the root
    std::string statement = {}; // digest of the annotation's text (name@digest): other words are another assumption
};

// Rows of the tables whose first column is an id in backquotes. Throws CannotRun for a row it cannot read.
[[nodiscard]] std::vector<LedgerEntry> parse_ledger(std::string_view markdown);

// One unit with what was found out about it.
struct Unit {
    std::string module;
    std::string source = {};
    UnitMap map = {};
    Record record = {};
    std::vector<Finding> findings = {};
    std::string equality = {}; // the equality check's summary
    std::vector<ProverTask> tasks = {}; // what the provers are asked, where that is wanted
};

struct Assumption {
    std::string kind; // as in the ledger
    std::string name;
    std::string unit; // source
    std::string place = {};
    std::string statement = {};
};

// What was taken for true in the unit.
[[nodiscard]] std::vector<Assumption> assumptions_of(Unit const& unit);

// Joins all units: a contract that one unit assumes is proven by exactly one other one and reads the same there, or
// stands in the ledger; no circle of calls makes termination prove itself; and the ledger has no entry that nothing
// needs. `folders`: of the modules that the units belong to; entries of other places are not judged.
[[nodiscard]] std::vector<Finding> judge_together(std::vector<Unit> const& units,
                                                  std::vector<LedgerEntry> const& ledger,
                                                  std::vector<std::string> const& folders);

} // namespace redoubt::prove
