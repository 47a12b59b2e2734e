// SPDX-License-Identifier: Apache-2.0
#include "tools/image/names.hpp"

#include <cstdlib>
#include <llvm/Demangle/Demangle.h>
#include <memory>

namespace redoubt::image {

std::string readable(std::string const& symbol) {
    llvm::ItaniumPartialDemangler demangler;
    if (demangler.partialDemangle(symbol.c_str()) || !demangler.isFunction()) return symbol;
    std::unique_ptr<char, decltype(&std::free)> const name(demangler.getFunctionName(nullptr, nullptr), &std::free);
    return name ? std::string(name.get()) : symbol;
}

std::string c_name(std::string const& symbol) {
    auto name = readable(symbol);
    for (auto at = name.find("::"); at != std::string::npos; at = name.find("::"))
        name.replace(at, 2, "_");
    return name;
}

} // namespace redoubt::image
