// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/function_text.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/AssemblyAnnotationWriter.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Metadata.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/FormattedStream.h>
#include <llvm/Support/raw_ostream.h>

namespace redoubt::equal {
namespace {

// A node by its content; a loop's identity refers to itself, and is "distinct" in the text.
std::string metadata_text(llvm::Metadata const* metadata) {
    if (!metadata) return "null";
    if (auto const* const text = llvm::dyn_cast<llvm::MDString>(metadata)) return "\"" + text->getString().str() + "\"";
    if (auto const* const value = llvm::dyn_cast<llvm::ConstantAsMetadata>(metadata)) {
        std::string printed;
        llvm::raw_string_ostream out(printed);
        value->getValue()->print(out);
        return printed;
    }
    auto const* const node = llvm::dyn_cast<llvm::MDNode>(metadata);
    if (!node) return "?";
    std::string text = node->isDistinct() ? "distinct{" : "{";
    for (auto const& operand : node->operands()) {
        if (operand.get() == node) continue;
        text += (text.back() == '{' ? "" : ", ") + metadata_text(operand.get());
    }
    return text + "}";
}

std::string take_metadata(llvm::Instruction& instruction, llvm::ArrayRef<llvm::StringRef> kinds) {
    llvm::SmallVector<std::pair<unsigned, llvm::MDNode*>, 4> attached;
    instruction.getAllMetadata(attached);
    std::string text;
    for (auto const& [kind, node] : attached) {
        text += " !" + kinds[kind].str() + "=" + metadata_text(node);
        instruction.setMetadata(kind, nullptr);
    }
    return text;
}

std::string take_attributes(llvm::CallBase& call) {
    auto const attributes = call.getAttributes();
    auto const set = attributes.getFnAttrs();
    call.setAttributes(attributes.removeFnAttributes(call.getContext()));
    return set.hasAttributes() ? " {" + set.getAsString() + "}" : "";
}

// Puts what was taken off back behind each instruction's line.
class Notes final : public llvm::AssemblyAnnotationWriter {
public:
    explicit Notes(llvm::Function& function) {
        llvm::SmallVector<llvm::StringRef> kinds;
        function.getContext().getMDKindNames(kinds);
        for (auto& instruction : llvm::instructions(function)) {
            auto note = take_metadata(instruction, kinds);
            if (auto* const call = llvm::dyn_cast<llvm::CallBase>(&instruction)) note += take_attributes(*call);
            if (!note.empty()) notes_.emplace(&instruction, std::move(note));
        }
    }
    void printInfoComment(llvm::Value const& value, llvm::formatted_raw_ostream& out) override {
        if (auto const found = notes_.find(&value); found != notes_.end()) out << " ;" << found->second;
    }

private:
    std::map<llvm::Value const*, std::string> notes_;
};

// As the front end places it: a packed record is still placed by its members.
std::uint64_t alignment_of(llvm::Type const& type, llvm::DataLayout const& target) {
    if (auto const* const array = llvm::dyn_cast<llvm::ArrayType>(&type))
        return alignment_of(*array->getElementType(), target);
    if (!type.isStructTy()) return target.getABITypeAlign(const_cast<llvm::Type*>(&type)).value();
    std::uint64_t largest = 1;
    for (auto const* const member : type.subtypes())
        largest = std::max(largest, alignment_of(*member, target));
    return largest;
}

// A class with private members has its padding spelled out, because C++ may place a derived class's member there, and
// what holds such a class knows it in that form. What counts is where each member lies, down to the numbers.
bool ends_with_padding(llvm::StructType const& record, llvm::StructLayout const& layout,
                       llvm::DataLayout const& target) {
    auto const members = record.getNumElements();
    if (members < 2) return false;
    auto const* const last = llvm::dyn_cast<llvm::ArrayType>(record.getElementType(members - 1));
    if (!last || !last->getElementType()->isIntegerTy(8)) return false;
    auto const alignment = alignment_of(record, target);
    return last->getNumElements() < alignment && layout.getSizeInBytes().getFixedValue() % alignment == 0;
}

void print_members(llvm::raw_ostream& out, llvm::Type& type, llvm::DataLayout const& target, std::uint64_t at) {
    if (auto const* const array = llvm::dyn_cast<llvm::ArrayType>(&type);
        array && array->getElementType()->isStructTy()) {
        auto* const element = array->getElementType();
        out << at << ": " << array->getNumElements() << " of size " << target.getTypeAllocSize(element) << "\n";
        return print_members(out, *element, target, at);
    }
    auto* const record = llvm::dyn_cast<llvm::StructType>(&type);
    if (!record) {
        out << at << ": " << type << "\n";
        return;
    }
    auto const& layout = *target.getStructLayout(record);
    auto const members = record->getNumElements() - (ends_with_padding(*record, layout, target) ? 1 : 0);
    for (unsigned member = 0; member < members; ++member)
        print_members(out, *record->getElementType(member), target,
                      at + layout.getElementOffset(member).getFixedValue());
}

} // namespace

Lines function_text(llvm::Function& function) {
    Notes notes(function);
    auto const attributes = function.getAttributes();
    std::string text;
    for (auto const& attribute : attributes.getFnAttrs())
        text += "; " + attribute.getAsString() + "\n";
    function.setAttributes(attributes.removeFnAttributes(function.getContext()));
    llvm::raw_string_ostream out(text);
    function.print(out, &notes);
    return split_lines(text);
}

Lines data_text(llvm::GlobalVariable const& variable) {
    std::string text;
    llvm::raw_string_ostream out(text);
    variable.print(out);
    return split_lines(text);
}

Lines type_text(llvm::StructType& type, llvm::DataLayout const& target) {
    std::string text = "size " + std::to_string(target.getTypeAllocSize(&type).getFixedValue()) + "\n";
    llvm::raw_string_ostream out(text);
    print_members(out, type, target, 0);
    return split_lines(text);
}

} // namespace redoubt::equal
