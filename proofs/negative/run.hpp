// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/negative/case.hpp"
#include "proofs/prove/finding.hpp"
#include "tools/support/module.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace redoubt::negative {

// Takes the case through lowering, equality, proof and ledger, as a module of its own.
[[nodiscard]] std::vector<prove::Finding> findings_of(Case const& each, support::Module const& flags,
                                                      std::filesystem::path const& work_dir);

// What is wrong with the findings: a reason that was expected and not given, or given and not expected. Empty: refused
// as it should be.
[[nodiscard]] std::vector<std::string> compare(Case const& each, std::vector<prove::Finding> const& findings);

} // namespace redoubt::negative
