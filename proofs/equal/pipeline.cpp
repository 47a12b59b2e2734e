// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/pipeline.hpp"

#include <stdexcept>

#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/raw_ostream.h>

#include "proofs/equal/boolean_form.hpp"
#include "proofs/equal/canonical_order.hpp"

namespace redoubt::equal {
namespace {

// C promotes bool and enumerations to int where C++ compares them as they are, and copies records where C++ refers to them:
// scalars into registers, then algebra, then copies. instcombine would end the program where it needs a second round, which only costs
// equality.
constexpr auto kPasses =
    "function("
    "sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg,reassociate,instcombine<no-verify-fixpoint>,gvn,adce,"
    "memcpyopt,dse,sroa,instcombine<no-verify-fixpoint>,simplifycfg,reassociate,instcombine<no-verify-fixpoint>,gvn,"
    "adce,instcombine<no-verify-fixpoint>,simplifycfg)";
constexpr auto kLastPasses = "function(early-cse,instcombine<no-verify-fixpoint>)"; // what unify_conditions made equal

class Runner {
public:
    Runner() {
        builder_.registerModuleAnalyses(modules_);
        builder_.registerCGSCCAnalyses(components_);
        builder_.registerFunctionAnalyses(functions_);
        builder_.registerLoopAnalyses(loops_);
        builder_.crossRegisterProxies(loops_, functions_, components_, modules_);
    }
    void run(char const* pipeline, llvm::Module& module) {
        llvm::ModulePassManager passes;
        if (auto problem = builder_.parsePassPipeline(passes, pipeline))
            throw std::runtime_error(llvm::toString(std::move(problem)));
        passes.run(module, modules_);
    }

private:
    llvm::LoopAnalysisManager loops_;
    llvm::FunctionAnalysisManager functions_;
    llvm::CGSCCAnalysisManager components_;
    llvm::ModuleAnalysisManager modules_;
    llvm::PassBuilder builder_;
};

void each_body(llvm::Module& module, void (*apply)(llvm::Function&)) {
    for (auto& function : module)
        if (!function.isDeclaration()) apply(function);
}

} // namespace

void run_pipeline(llvm::Module& module) {
    Runner().run(kPasses, module);
    each_body(module, unify_conditions);
    Runner().run(kLastPasses, module);
    each_body(module, order_canonically);

    std::string problem;
    llvm::raw_string_ostream out(problem);
    if (llvm::verifyModule(module, &out)) throw std::runtime_error("the pipeline left invalid IR: " + problem);
}

} // namespace redoubt::equal
