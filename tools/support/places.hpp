// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

// Where this build's things are. Fixed when the command is compiled: a build tree belongs to one source tree.
namespace redoubt::support {

[[nodiscard]] std::filesystem::path source_root();
[[nodiscard]] std::filesystem::path build_dir();
[[nodiscard]] std::filesystem::path modules_dir();          // <build>/modules: one <name>.json a module
[[nodiscard]] std::filesystem::path proofs_dir();           // <build>/proofs: results, one <name>.json a module
[[nodiscard]] std::filesystem::path tool(char const* name); // <build>/bin/<name>

} // namespace redoubt::support
