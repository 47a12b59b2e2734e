// SPDX-License-Identifier: Apache-2.0
#include "test/machine/unicorn_engine.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace redoubt::machine::test {
namespace {

constexpr std::array modes{UC_MODE_16, UC_MODE_32, UC_MODE_64};

// In the order of their numbers, and then the flags.
constexpr std::array<int, 17> long_names{
    UC_X86_REG_RAX, UC_X86_REG_RCX, UC_X86_REG_RDX, UC_X86_REG_RBX, UC_X86_REG_RSP,   UC_X86_REG_RBP,
    UC_X86_REG_RSI, UC_X86_REG_RDI, UC_X86_REG_R8,  UC_X86_REG_R9,  UC_X86_REG_R10,   UC_X86_REG_R11,
    UC_X86_REG_R12, UC_X86_REG_R13, UC_X86_REG_R14, UC_X86_REG_R15, UC_X86_REG_EFLAGS};
constexpr std::array<int, 9> legacy_names{UC_X86_REG_EAX, UC_X86_REG_ECX, UC_X86_REG_EDX,
                                          UC_X86_REG_EBX, UC_X86_REG_ESP, UC_X86_REG_EBP,
                                          UC_X86_REG_ESI, UC_X86_REG_EDI, UC_X86_REG_EFLAGS};

int const* names(unsigned registers) {
    return registers == 16 ? long_names.data() : legacy_names.data();
}

void check(uc_err result) {
    if (result != UC_ERR_OK) throw std::runtime_error(std::string("Unicorn: ") + uc_strerror(result));
}

} // namespace

UnicornEngine::UnicornEngine(CodeMode mode, std::span<std::byte> memory)
    : registers_(mode == CodeMode::Bits64 ? 16 : 8) {
    check(uc_open(UC_ARCH_X86, modes[static_cast<unsigned>(mode)], &engine_));
    check(uc_ctl_set_cpu_model(engine_, UC_CPU_X86_BROADWELL)); // has all instructions that are compared
    check(uc_mem_map_ptr(engine_, 0, memory.size(), UC_PROT_ALL, memory.data()));
    check(uc_context_alloc(engine_, &fresh_));
    check(uc_context_save(engine_, fresh_));
    uc_hook hook;
    check(uc_hook_add(engine_, &hook, UC_HOOK_CODE, reinterpret_cast<void*>(on_instruction), this, 1, 0));
    check(uc_hook_add(engine_, &hook, UC_HOOK_INTR, reinterpret_cast<void*>(on_exception), this, 1, 0));
}

UnicornEngine::~UnicornEngine() {
    uc_context_free(fresh_);
    uc_close(engine_);
}

std::optional<uint32_t> UnicornEngine::run(uint64_t start) {
    exception_.reset();
    constexpr uint64_t nowhere = ~uint64_t{0};
    auto const result = uc_emu_start(engine_, start, nowhere, 0, 0);
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    check(result);
    if (exception_) check(uc_context_restore(engine_, fresh_));
    return exception_;
}

void UnicornEngine::stop() {
    uc_emu_stop(engine_);
}

void UnicornEngine::forget_code(uint64_t begin, uint64_t end) {
    check(uc_ctl_remove_cache(engine_, begin, end));
}

UnicornEngine::General UnicornEngine::read() const {
    General general;
    std::array<void*, 17> places;
    for (unsigned i = 0; i < registers_; ++i)
        places[i] = &general.values[i];
    places[registers_] = &general.flags;
    check(uc_reg_read_batch(engine_, const_cast<int*>(names(registers_)), places.data(),
                            static_cast<int>(registers_) + 1));
    return general;
}

void UnicornEngine::write(std::array<uint64_t, 16> const& general) {
    std::array<void*, 16> places;
    for (unsigned i = 0; i < registers_; ++i)
        places[i] = const_cast<uint64_t*>(&general[i]);
    check(
        uc_reg_write_batch(engine_, const_cast<int*>(names(registers_)), places.data(), static_cast<int>(registers_)));
}

// Nothing may be thrown through Unicorn's frames.
void UnicornEngine::on_instruction(uc_engine*, uint64_t address, uint32_t, void* self) {
    auto* const engine = static_cast<UnicornEngine*>(self);
    try {
        engine->before_instruction(address);
    } catch (...) {
        engine->thrown_ = std::current_exception();
        engine->stop();
    }
}

void UnicornEngine::on_exception(uc_engine*, uint32_t vector, void* self) {
    auto* const engine = static_cast<UnicornEngine*>(self);
    engine->exception_ = vector;
    engine->stop();
}

} // namespace redoubt::machine::test
