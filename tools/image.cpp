// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/image/audit.hpp"
#include "tools/image/report.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/whole_file.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <memory>

namespace redoubt::tools {
namespace {

struct Options {
    std::string elf = support::build_dir() / "image" / "redoubt.elf";
    std::string stm = support::build_dir() / "image" / "redoubt.stm";
    std::string manifest = support::build_dir() / "image" / "manifest.json";
    bool json = false;
};

void show(Options const& options) {
    auto const elf = image::read_elf(options.elf);
    auto const raw = support::read_file(options.stm);
    auto const evidence =
        image::read_evidence(support::proofs_dir(), support::source_root() / "proofs" / "assumptions.md");
    auto const audit = image::audit_image(elf, raw, evidence);
    auto const manifest = image::as_json(audit);
    support::write_whole(options.manifest, manifest);
    fmt::print("{}", options.json ? manifest : image::as_text(audit));
    if (!audit.good()) throw CLI::RuntimeError(1);
}

} // namespace

void add_image(CLI::App& app) {
    auto* const command = app.add_subcommand("image");
    auto const options = std::make_shared<Options>();
    command->add_option("--elf", options->elf, "the image with symbols");
    command->add_option("--stm", options->stm, "the image to flash");
    command->add_option("--manifest", options->manifest, "where the manifest is written to");
    command->add_flag("--json", options->json, "print the manifest instead of the table");
    command->callback([options] { show(*options); });
}

} // namespace redoubt::tools
