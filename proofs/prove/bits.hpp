// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/toolchain.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Facts about bit operators: one table, from which the theory for the provers and the check of that theory are both
// made (proofs/bits).
namespace redoubt::prove {

// A term or a formula: an operator with arguments, or a variable or number without.
struct BitTerm {
    std::string head;
    std::vector<BitTerm> arguments = {};
};

struct BitFact {
    std::string name;
    BitTerm statement;
};

// Throws CannotRun with the line's number when it is not a fact.
[[nodiscard]] std::vector<BitFact> parse_bit_facts(std::string_view table);

// The theory that the provers get, and SMT-LIB commands that answer `unsat` exactly when the fact holds for all its
// values.
[[nodiscard]] std::string why3_theory(std::vector<BitFact> const& facts);
[[nodiscard]] std::string refutation(BitFact const& fact);

// Names of the facts that Z3 does not confirm.
[[nodiscard]] std::vector<std::string> unconfirmed(std::vector<BitFact> const& facts, Prover const& z3,
                                                   std::filesystem::path const& directory);

// Writes theory and driver into the directory and returns the driver's path.
[[nodiscard]] std::filesystem::path write_bits_driver(std::vector<BitFact> const& facts,
                                                      std::filesystem::path const& directory);

} // namespace redoubt::prove
