// SPDX-License-Identifier: Apache-2.0
#include "tools/models/standing.hpp"

#include "models/bindings/bindings.hpp"
#include "tools/support/module.hpp"
#include "tools/support/whole_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace redoubt::check {
namespace {

struct File {
    std::filesystem::path path; // below the root
    std::string text;           // as it should be
};

std::string counts(tsl::Model const& model) {
    auto const of_kind = [&](tsl::PropertyKind kind) {
        return std::ranges::count(model.properties(), kind, &tsl::Property::kind);
    };
    std::size_t guards = 0;
    for (auto const& action : model.actions())
        guards += action.guards().size();
    nlohmann::json const json{{"actions", model.actions().size()},
                              {"guards", guards},
                              {"axioms", model.axioms().size()},
                              {"safety", of_kind(tsl::PropertyKind::Safety)},
                              {"step", of_kind(tsl::PropertyKind::Step)},
                              {"auxiliary", of_kind(tsl::PropertyKind::Auxiliary)},
                              {"conditions", tsl::conditions(model).size()},
                              {"covers", model.covers().size()}};
    return json.dump(1) + "\n";
}

std::string text_of(std::filesystem::path const& file) {
    return std::filesystem::exists(file) ? support::read_file(file) : "";
}

std::vector<File> made_files(std::vector<ModelPointer> const& models, std::filesystem::path const& root) {
    std::vector<File> files;
    for (auto const& model : models)
        files.push_back({std::filesystem::path("models") / "expected" / (model->name() + ".json"), counts(*model)});
    for (auto const& code : models::code_models()) {
        auto const asked =
            std::ranges::any_of(models, [&](auto const& model) { return model->id() == code.model->id(); });
        if (asked)
            files.push_back({code.header, models::with_predicates(support::read_file(root / code.header), code)});
    }
    return files;
}

// The row of an axiom says what the model says.
bool in_ledger(std::string const& ledger, tsl::Axiom const& axiom) {
    std::istringstream lines(ledger);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(fmt::format("| `{}` | general |", axiom.id)))
            return line.find("| " + axiom.text + " |") != std::string::npos;
    return false;
}

} // namespace

std::vector<std::string> out_of_date(std::vector<ModelPointer> const& models, std::filesystem::path const& root) {
    std::vector<std::string> complaints;
    for (auto const& file : made_files(models, root))
        if (text_of(root / file.path) != file.text)
            complaints.push_back(fmt::format("{} is not what is made of the model: look at the difference that "
                                             "./redoubt models --update makes",
                                             file.path.string()));
    auto const ledger = support::read_file(root / "proofs" / "assumptions.md");
    for (auto const& model : models)
        for (auto const& axiom : model->axioms())
            if (!model->is_copy() && !in_ledger(ledger, axiom))
                complaints.push_back(fmt::format("proofs/assumptions.md has no row `{}` with the words of {}: {}",
                                                 axiom.id, model->name(), axiom.text));
    return complaints;
}

std::vector<std::string> update(std::vector<ModelPointer> const& models, std::filesystem::path const& root) {
    std::vector<std::string> changed;
    for (auto const& file : made_files(models, root)) {
        if (text_of(root / file.path) == file.text) continue;
        std::filesystem::create_directories((root / file.path).parent_path());
        support::write_whole(root / file.path, file.text);
        changed.push_back(file.path.string());
    }
    return changed;
}

} // namespace redoubt::check
