// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/loader/request.hpp"
#include "machine/board/loader/rules.hpp"
#include "machine/board/loader/stm_image.hpp"
#include "machine/memory/physical_memory.hpp"

#include <string>

// The loader's rules, a subject a file. Each violation is added to the findings.
namespace redoubt::machine {

void check_header(LoadRequest const& request, StmImage const& image, LoaderFindings& findings);
void check_offsets(LoadRequest const& request, StmImage const& image, LoaderFindings& findings);
void check_sizes(LoadRequest const& request, StmImage const& image, LoaderFindings& findings);
void check_places(LoadRequest const& request, PhysicalMemory& memory, LoaderFindings& findings);
void check_resources(LoadRequest const& request, LoaderFindings& findings);

inline void violate(LoaderFindings& findings, LoaderRule rule, std::string text) {
    findings.push_back({facts(rule).severity, rule, std::move(text)});
}

} // namespace redoubt::machine
