// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/cache.hpp"

#include "proofs/prove/file.hpp"
#include "tools/support/module.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace redoubt::prove {

std::string cache_key(Toolchain const& toolchain, FramaCRequest const& request) {
    // Where things lie, how many run at a time and who is spared an attempt has no part in what is proven.
    auto bare_chain = toolchain;
    bare_chain.bits_driver.clear();
    auto bare_request = request;
    bare_request.proof_cache.clear();
    bare_request.told = false;
    bare_request.limits.parallel = Limits{}.parallel;

    auto text = fmt::format("{}\n{}\n{}\n", fmt::join(frama_c_options(bare_chain, bare_request), " "),
                            toolchain.frama_c_version, toolchain.why3_version);
    for (auto const& prover : toolchain.provers)
        text += fmt::format("{} {}\n", prover.name, prover.version);
    text += fmt::format("{} {}\n", smoke_prover, smoke_effort);
    if (!toolchain.bits_driver.empty())
        text += support::read_file(toolchain.bits_driver.parent_path() / "redoubtbits.mlw");
    return digest(text + support::read_file(request.lowered_c));
}

std::optional<Record> find_record(std::filesystem::path const& cache, std::string const& key) {
    auto const path = cache / (key + ".json");
    if (!std::filesystem::exists(path)) return std::nullopt;
    return record_of_json(support::read_file(path));
}

void keep_record(std::filesystem::path const& cache, std::string const& key, Record const& record) {
    write_file(cache / (key + ".json"), to_json(record));
}

} // namespace redoubt::prove
