// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/equal/front_end.hpp"
#include "proofs/mutants/workshop.hpp"

namespace redoubt::mutants::test {

// sample.cc as a module of its own.
inline support::Module sample_module() {
    support::Module module;
    module.name = "sample";
    module.root = REDOUBT_SOURCE_ROOT;
    module.sources = {"proofs/mutants/test/sample.cc"};
    module.headers = {"proofs/mutants/test/sample.h"};
    module.include_dirs = {REDOUBT_SOURCE_ROOT};
    module.cxx_flags = equal::read_flags(REDOUBT_CXX_FLAGS);
    return module;
}

inline Tools tools() {
    return {REDOUBT_MUTATE, REDOUBT_LOWER};
}

} // namespace redoubt::mutants::test
