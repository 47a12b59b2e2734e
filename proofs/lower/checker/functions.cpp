// SPDX-License-Identifier: Apache-2.0
// Functions: contract, signature, body.
#include "proofs/lower/acsl/parser.hpp"
#include "proofs/lower/checker/declarations.hpp"
#include "proofs/lower/checker/types.hpp"
#include "clang/Basic/SourceManager.h"

namespace redoubt::lower {

namespace {

bool has_object(clang::FunctionDecl const* function) {
    auto const* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    return method && method->isInstance();
}

} // namespace

bool Declarations::check_function(clang::FunctionDecl const* function) {
    auto const where = function->getLocation();
    auto const* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    auto const refuse = [&](Rule rule) { return unit_.reject(where, rule), false; };
    if (function->isTemplated() || function->isTemplateInstantiation()) return refuse(Rule::Template);
    if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl, clang::CXXConversionDecl>(function))
        return refuse(Rule::SpecialMember);
    if (function->isOverloadedOperator()) return refuse(Rule::Operator);
    if (function->isVariadic()) return refuse(Rule::Variadic);
    if (method && method->isVirtual()) return refuse(Rule::Virtual);
    if (function->isConsteval() || function->isDeleted() || function->isDefaulted() || function->isNoReturn())
        return refuse(Rule::Attribute);
    if (method && (method->isVolatile() || method->getRefQualifier() != clang::RQ_None))
        return refuse(method->isVolatile() ? Rule::Volatile : Rule::Attribute);
    auto const [known, is_new] = overloads_.emplace(function->getQualifiedNameAsString(), function->getCanonicalDecl());
    if (!is_new && known->second != function->getCanonicalDecl()) return refuse(Rule::Overload);
    if (function->getReturnType()->isReferenceType()) unit_.reject(where, Rule::ReferenceKind, "a reference as result");
    return true;
}

void Declarations::check_parameters(clang::FunctionDecl const* function) {
    for (auto const* parameter : function->parameters()) {
        if (parameter->hasDefaultArg()) unit_.reject(parameter->getLocation(), Rule::DefaultArgument);
        for (auto const* attribute : parameter->attrs()) {
            if (attribute->getKind() != clang::attr::Unused) unit_.reject(attribute->getLocation(), Rule::Attribute);
        }
    }
}

FunctionFacts& Declarations::facts_of(clang::FunctionDecl const* function) {
    auto const [found, is_new] = unit_.functions.emplace(function->getCanonicalDecl(), FunctionFacts());
    if (!is_new) return found->second;
    found->second.entry = unit_.map.functions.size();
    FunctionEntry entry;
    entry.cxx = unit_.names.symbol(function);
    entry.c = unit_.names.c_name(function);
    entry.name = function->getQualifiedNameAsString();
    entry.internal = function->getFormalLinkage() == clang::Linkage::Internal;
    for (auto const* declaration : function->redecls())
        entry.is_inline = entry.is_inline || declaration->isInlined();
    unit_.map.functions.push_back(std::move(entry));
    return found->second;
}

std::string Declarations::signature(clang::FunctionDecl const* function) {
    std::string text;
    if (has_object(function)) {
        auto const* method = llvm::cast<clang::CXXMethodDecl>(function);
        text = std::string(method->isConst() ? "const " : "") + unit_.names.c_name(method->getParent()) +
               " self[static 1]";
    }
    unsigned unnamed = 0;
    for (auto const* parameter : function->parameters()) {
        auto const name =
            parameter->getIdentifier() ? parameter->getNameAsString() : "unused_" + std::to_string(++unnamed);
        if (!text.empty()) text += ", ";
        text += line_mark(unit_.sources.getExpansionLineNumber(parameter->getBeginLoc())) +
                c_parameter(unit_, parameter->getType(), name, parameter->getLocation());
    }
    auto const declarator = unit_.names.c_name(function) + "(" + (text.empty() ? "void" : text) + ")";
    auto const& entry = unit_.map.functions[facts_of(function).entry];
    bool hint = false; // only the word itself is a hint to the inliner, in C++ as in C
    for (auto const* declaration : function->redecls())
        hint = hint || declaration->isInlineSpecified();
    auto const linkage = std::string(entry.internal || entry.is_inline ? "static " : "") + (hint ? "inline " : "");
    return linkage + c_declaration(unit_, function->getReturnType(), declarator, function->getLocation());
}

void Declarations::declare_parameters(clang::FunctionDecl const* function) {
    for (auto const* parameter : function->parameters())
        statements_.declare_local(parameter);
}

void Declarations::ghost_parameters(clang::FunctionDecl const* function) {
    auto const type = function->getFunctionTypeLoc();
    auto& ghost = ghosts_[function];
    if (!type) return;
    auto* list = attach_.list_after(type.getRParenLoc());
    if (!list) list = attach_.list_after(type.getLocalRangeEnd());
    if (auto const* method = llvm::dyn_cast<clang::CXXMethodDecl>(function); !list && method && method->isConst()) {
        auto const end = type.getLocalRangeEnd(); // the token const
        list = attach_.list_after(end.getLocWithOffset(4));
    }
    if (!list) return;
    auto const resolved = Parser(*list, unit_.scope, unit_.report).ghost_parameters();
    attach_.note(*list, resolved, unit_.names.c_name(function));
    ghost = {" " + line_mark(unit_.point(list->begin).line) + resolved.text, resolved.bound};
}

void Declarations::lower_contract(clang::FunctionDecl const* function, Annotation* contract, FunctionFacts& facts) {
    auto const where = function->getLocation();
    if (!function->isFirstDecl()) {
        if (contract) unit_.reject(contract->begin, Rule::AnnotationDuplicate);
        return;
    }
    if (!contract) return unit_.reject(where, Rule::ContractMissing);
    auto const resolved = Parser(*contract, unit_.scope, unit_.report).contract();
    if (!resolved.assigns && !resolved.malformed) unit_.reject(contract->begin, Rule::ContractAssigns);
    auto& entry = unit_.map.functions[facts.entry];
    entry.contract = true;
    entry.clauses = resolved.clause_names;
    entry.contract_text = resolved.text;
    facts.assigns_nothing = resolved.assigns_nothing;
    facts.behaviours = resolved.behaviours;
    attach_.write(*contract, resolved, entry.c);
}

void Declarations::function(clang::FunctionDecl const* function, Annotation* contract) {
    check_parameters(function);
    if (!check_function(function)) {
        if (function->doesThisDeclarationHaveABody()) attach_.discard_until(function->getBodyRBrace());
        return;
    }
    unit_.names.declare(function);
    auto& facts = facts_of(function);
    auto const place = unit_.point(function->getLocation());
    auto& entry = unit_.map.functions[facts.entry];
    if (entry.line == 0 || function->doesThisDeclarationHaveABody()) {
        entry.file = place.file;
        entry.line = place.line;
    }
    Scope::Place const inside(unit_.scope, function->getDeclContext(), has_object(function));
    declare_parameters(function);
    ghost_parameters(function);
    lower_contract(function, contract, facts);
    bool const has_body = function->doesThisDeclarationHaveABody();
    attach_.refuse_until(has_body ? function->getBody()->getBeginLoc() : function->getEndLoc());
    unit_.scope.behaviours = facts.behaviours;
    unit_.out.go_to(unit_.point(function->getBeginLoc()));
    unit_.out.put(signature(function) + ghosts_[function].text);
    if (!has_body) return unit_.out.put(";");
    unit_.map.functions[facts.entry].defined = true;
    if (function->getLexicalDeclContext()->isRecord()) {
        unit_.out.put(";");
        attach_.skip_to(function->getBodyRBrace());
        late_bodies_.push_back(function);
        return;
    }
    unit_.out.go_to(unit_.point(function->getBody()->getBeginLoc()));
    statements_.body(function);
}

void Declarations::late_body(clang::FunctionDecl const* function) {
    auto const position = attach_.position();
    attach_.skip_to(function->getBody()->getBeginLoc());
    Scope::Place const inside(unit_.scope, function->getDeclContext(), has_object(function));
    declare_parameters(function);
    for (auto const& name : ghosts_[function].names)
        unit_.scope.add_local(name, Meaning::Value);
    unit_.scope.behaviours = facts_of(function).behaviours;
    unit_.out.go_to(unit_.point(function->getBeginLoc()));
    unit_.out.put(signature(function) + ghosts_[function].text + " ");
    unit_.out.go_to(unit_.point(function->getBody()->getBeginLoc()));
    statements_.body(function);
    attach_.set_position(position);
}

} // namespace redoubt::lower
