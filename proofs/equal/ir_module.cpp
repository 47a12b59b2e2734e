// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/ir_module.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/TypeFinder.h>
#include <llvm/Support/MemoryBuffer.h>

#include "proofs/equal/attributes.hpp"
#include "proofs/equal/function_text.hpp"
#include "proofs/equal/pipeline.hpp"

namespace redoubt::equal {
namespace {

std::unique_ptr<llvm::Module> read_bitcode(std::filesystem::path const& file, llvm::LLVMContext& context) {
    auto buffer = llvm::MemoryBuffer::getFile(file.string());
    if (!buffer)
        throw std::runtime_error(fmt::format("cannot read {}: {}", file.string(), buffer.getError().message()));
    auto module = llvm::parseBitcodeFile((*buffer)->getMemBufferRef(), context);
    if (!module) throw std::runtime_error(fmt::format("{}: {}", file.string(), llvm::toString(module.takeError())));
    return std::move(*module);
}

// LLVM answers a taken name with a numbered one, so the new name is looked at.
template <class Named>
void rename(Named& thing, std::string const& name) {
    thing.setName(name);
    if (thing.getName() != name) throw std::runtime_error(fmt::format("the name {} is used twice", name));
}

void rename_types(llvm::Module const& module, SymbolMap const& map) {
    llvm::TypeFinder types;
    types.run(module, true);
    for (auto* const type : types)
        if (auto const found = map.types.find(type->getName().str()); found != map.types.end())
            rename(*type, found->second);
}

void rename_symbols(llvm::Module& module, SymbolMap const& map) {
    for (auto& object : module.global_objects())
        if (auto const found = map.symbols.find(object.getName().str()); found != map.symbols.end())
            rename(object, found->second);
}

// `inline` is linkonce_odr in C++ and `static inline` in C; both say: this file has a body, and may discard it.
void unify_linkage(llvm::GlobalObject& object) {
    if (!object.hasLinkOnceLinkage()) return;
    object.setLinkage(llvm::GlobalValue::InternalLinkage);
    object.setComdat(nullptr);
    object.setDSOLocal(true);
}

// The constants that initialise locals are named after the function; only what they hold matters. Equal ones are merged, as
// their address has no meaning.
void name_by_content(llvm::Module& module) {
    std::map<std::string, llvm::GlobalVariable*> known;
    std::vector<llvm::GlobalVariable*> repeated;
    for (auto& variable : module.globals()) {
        if (!variable.hasPrivateLinkage() || !variable.hasGlobalUnnamedAddr()) continue;
        variable.setName("");
        std::string content;
        for (auto const& line : data_text(variable))
            content += line.substr(line.find('=') + 1);
        if (auto const [first, fresh] = known.emplace(content, &variable); !fresh) {
            variable.replaceAllUsesWith(first->second);
            repeated.push_back(&variable);
        }
    }
    for (auto* const variable : repeated)
        variable->eraseFromParent();
    // The content is the name: what is equal is called the same whatever its place in the file.
    for (auto const& [content, variable] : known)
        rename(*variable, "constant" + content);
}

// A constant whose uses were all folded away has no part in the program.
void drop_unused_data(llvm::Module& module) {
    for (auto& variable : llvm::make_early_inc_range(module.globals())) {
        variable.removeDeadConstantUsers();
        if (variable.use_empty() && (variable.isDiscardableIfUnused() || variable.isConstant()))
            variable.eraseFromParent();
    }
}

void collect_types(llvm::Module const& module, IrText& text) {
    llvm::TypeFinder types;
    types.run(module, true);
    for (auto* const type : types)
        text.types.emplace(type->getName().str(), type_text(*type, module.getDataLayout()));
}

// A declaration that nothing calls is a header's, or what is left of one.
void collect_functions(llvm::Module& module, IrText& text) {
    for (auto& function : module) {
        if (function.isIntrinsic() || (function.isDeclaration() && function.use_empty())) continue;
        auto const name = function.getName().str();
        if (!function.isDeclaration() && function.isDiscardableIfUnused()) text.discardable.insert(name);
        auto& kind = function.isDeclaration() ? text.declarations : text.functions;
        kind.emplace(name, function_text(function));
    }
}

} // namespace

IrText canonical_ir(std::filesystem::path const& bitcode, SymbolMap const* map) {
    llvm::LLVMContext context;
    context.setDiscardValueNames(true);
    auto const module = read_bitcode(bitcode, context);
    if (map) {
        rename_types(*module, *map);
        rename_symbols(*module, *map);
    }
    for (auto& object : module->global_objects())
        unify_linkage(object);

    IrText text;
    collect_types(*module, text); // the passes turn named members into byte offsets
    strip_inexpressible(*module);
    run_pipeline(*module);
    drop_unused_data(*module);
    name_by_content(*module);
    for (auto const& variable : module->globals())
        text.data.emplace(variable.getName().str(), data_text(variable));
    collect_functions(*module, text);
    return text;
}

} // namespace redoubt::equal
