// SPDX-License-Identifier: Apache-2.0
#include "tools/support/places.hpp"

namespace redoubt::support {

std::filesystem::path source_root() {
    return REDOUBT_SOURCE_ROOT;
}
std::filesystem::path build_dir() {
    return REDOUBT_BUILD_DIR;
}
std::filesystem::path modules_dir() {
    return build_dir() / "modules";
}
std::filesystem::path proofs_dir() {
    return build_dir() / "proofs";
}
std::filesystem::path tool(char const* name) {
    return build_dir() / "bin" / name;
}

} // namespace redoubt::support
