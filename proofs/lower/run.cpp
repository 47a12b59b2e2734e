// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/run.hpp"

#include <filesystem>

#include "proofs/lower/acsl/collect.hpp"
#include "proofs/lower/checker/declarations.hpp"
#include "proofs/lower/checker/preprocessor.hpp"
#include "proofs/lower/checker/recursion.hpp"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Process.h"

namespace redoubt::lower {

namespace {

class Consumer : public clang::ASTConsumer {
public:
    Consumer(clang::CompilerInstance& compiler, std::string source, std::string root, Outcome& outcome)
        : compiler_(compiler), report_(compiler.getDiagnostics()), source_(std::move(source)), root_(std::move(root)),
          outcome_(outcome) {
        compiler.getPreprocessor().addPPCallbacks(preprocessor_rules(compiler.getSourceManager(), report_, includes_));
    }

    void HandleTranslationUnit(clang::ASTContext& ast) override {
        if (!only_ours()) return; // does not compile
        check_includes(ast, report_, includes_);
        Unit unit(ast, report_, root_);
        unit.annotations = collect_annotations(ast);
        unit.map.source = std::filesystem::path(source_).lexically_relative(root_).string();
        Declarations(unit).translation_unit();
        check_recursion(unit);
        outcome_.verdict = report_.rejected() ? Verdict::Rejected : Verdict::Accepted;
        outcome_.c_text = unit.out.text() + "\n";
        outcome_.map = std::move(unit.map);
    }

private:
    // Clang counts our errors with its own; the file compiles when there is no other.
    [[nodiscard]] bool only_ours() const {
        return compiler_.getDiagnostics().getClient()->getNumErrors() == report_.count();
    }

    clang::CompilerInstance& compiler_;
    Report report_;
    Includes includes_;
    std::string source_;
    std::string root_;
    Outcome& outcome_;
};

class Action : public clang::ASTFrontendAction {
public:
    Action(std::string source, std::string root, Outcome& outcome)
        : source_(std::move(source)), root_(std::move(root)), outcome_(outcome) {}

protected:
    std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
        return std::make_unique<Consumer>(compiler, source_, root_, outcome_);
    }

private:
    std::string source_;
    std::string root_;
    Outcome& outcome_;
};

} // namespace

Outcome run(std::string const& source, std::string const& root, std::vector<std::string> const& flags) {
    Outcome outcome;
    auto const path = std::filesystem::weakly_canonical(source).string();
    std::vector<std::string> command{"clang++-19", "-x", "c++", "-resource-dir", CLANG_RESOURCE_DIR, "-std=c++20"};
    command.insert(command.end(), flags.begin(), flags.end());
    // Exceptions and RTTI are parsed, so that their rules can speak.
    command.insert(command.end(),
                   {"-fexceptions", "-fcxx-exceptions", "-frtti", "-fsyntax-only", "-ferror-limit=0", path});
    llvm::IntrusiveRefCntPtr<clang::FileManager> files(new clang::FileManager(clang::FileSystemOptions()));
    clang::tooling::ToolInvocation invocation(
        command, std::make_unique<Action>(path, std::filesystem::weakly_canonical(root).string(), outcome),
        files.get());
    // One count of errors, those about the flags included.
    llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> options(new clang::DiagnosticOptions());
    options->ShowColors = llvm::sys::Process::StandardErrHasColors();
    clang::TextDiagnosticPrinter printer(llvm::errs(), options.get());
    invocation.setDiagnosticConsumer(&printer);
    invocation.run();
    return outcome;
}

} // namespace redoubt::lower
