// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/acsl.hpp"

#include <memory>
#include <string>
#include <vector>

// Which code does the actions of which model. What is made of it stands in the headers, between two lines that say so,
// and the contracts there refer to it.
namespace redoubt::models {

struct CodeModel {
    std::shared_ptr<tsl::Model const> model;
    tsl::Binding binding;
    std::string header; // below the project's root
};

[[nodiscard]] CodeModel policy_code();
[[nodiscard]] CodeModel vmcs_code();

[[nodiscard]] std::vector<CodeModel> code_models();

// A header with the lines between its marks replaced by the model's predicates, each indented as the first mark. Throws
// std::runtime_error when it has no such marks, or two of them.
[[nodiscard]] std::string with_predicates(std::string const& header, CodeModel const& code);

} // namespace redoubt::models
