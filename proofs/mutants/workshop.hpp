// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "proofs/equal/ir_module.hpp"
#include "proofs/mutants/mutant.hpp"
#include "proofs/mutants/tree.hpp"

namespace redoubt::mutants {

struct Tools {
    std::filesystem::path mutate; // redoubt-mutate
    std::filesystem::path lower;  // redoubt-lower
};

struct Lowered {
    bool accepted = false;
    std::string refusal = {}; // first diagnostic, when it was not accepted
    std::filesystem::path c;
    std::filesystem::path map;
    // The C name of a function, by its C++ name. Throws std::runtime_error when the map has none.
    [[nodiscard]] std::string c_name(std::string const& function) const;
};

// The steps that one worker takes with one tree. All throw std::runtime_error when a step cannot be taken at all.
class Workshop {
public:
    Workshop(support::Module const& module, Tools tools, std::filesystem::path const& directory);

    [[nodiscard]] std::vector<Mutant> list(std::string const& file) const;
    void make(Mutant const& mutant) const;                            // in place of its file
    void put(std::string const& file, std::string const& text) const; // whatever somebody else made of it
    void restore(std::string const& file) const { tree_.restore(file); }
    [[nodiscard]] Lowered lower(std::string const& file) const;
    [[nodiscard]] equal::IrText code(std::string const& file) const; // of the C++, canonical
    [[nodiscard]] std::filesystem::path const& directory() const { return directory_; }

private:
    [[nodiscard]] std::vector<std::string> flags() const;

    support::Module const& module_;
    Tools tools_;
    std::filesystem::path directory_;
    Tree tree_;
};

[[nodiscard]] bool same_code(equal::IrText const& left, equal::IrText const& right);

} // namespace redoubt::mutants
