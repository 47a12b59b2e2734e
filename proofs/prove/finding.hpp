// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace redoubt::prove {

// Why a proof is not accepted. The reason is a word that the negative proofs check, so that each is refused for its
// own.
namespace reason {
inline constexpr char const* lowering = "lowering";       // the source is not Checked C++
inline constexpr char const* equality = "equality";       // the lowered C is another program
inline constexpr char const* syntax = "syntax";           // Frama-C does not accept the lowered file
inline constexpr char const* crash = "crash";             // Frama-C died, or left no complete report
inline constexpr char const* time = "time";               // it did not end in time
inline constexpr char const* contract = "contract";       // a function without one
inline constexpr char const* assigns = "assigns";         // a contract or loop that does not say what it changes
inline constexpr char const* goal = "goal";               // not proven
inline constexpr char const* termination = "termination"; // a loop or recursion that is not shown to end
inline constexpr char const* smoke = "smoke";             // a contradiction: everything would be provable
inline constexpr char const* missing = "missing";         // a function that the lowering emitted and no proof mentions
inline constexpr char const* hypothesis = "hypothesis";   // assumed by WP's memory model, not required by the contract
inline constexpr char const* warning = "warning";         // one that nobody has judged harmless
inline constexpr char const* axiom = "axiom";             // taken for true, not in the ledger
inline constexpr char const* admit = "admit";             // taken for true, not in the ledger
inline constexpr char const* callee = "callee";           // a contract that is used and proven nowhere, or twice
inline constexpr char const* ledger = "ledger";           // an entry of the ledger that nothing needs
inline constexpr char const* bits = "bits";               // a fact about bit operators that is false
inline constexpr char const* count = "count";             // fewer functions than the baseline says
inline constexpr char const* status = "status";           // a property that is neither proven nor accounted for
} // namespace reason

struct Finding {
    std::string reason;
    std::string where; // function, file or file:line
    std::string text;
};

} // namespace redoubt::prove
