// SPDX-License-Identifier: Apache-2.0
#include "test/bench/bench.hpp"
#include "test/machine/host_memory.hpp"
#include "test/machine/workload.hpp"

#include <memory>
#include <stdexcept>
#include <unicorn/unicorn.h>

// Nanoseconds an emulated instruction: 1,000 divided by it are million instructions per second.

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using redoubt::bench::Body;

namespace {

using Entry = void (*)(Workload*);

// All that the code touches, at the addresses that it has in the host.
struct alignas(kPageSize) Arena {
    Workload workload = {};
    alignas(kPageSize) std::array<std::byte, kPageSize> code = {}; // HLT, that the return leads to
    alignas(kPageSize) std::array<uint64_t, 2048> stack = {};
};

std::shared_ptr<Arena> make_arena() {
    auto arena = std::make_shared<Arena>();
    arena->code.fill(std::byte{0xf4});
    for (unsigned i = 0; i < 64; ++i)
        arena->workload.constants[i] = 0x9e3779b9 * (i + 1);
    return arena;
}

template <typename T>
uint64_t address_of(T* pointer) {
    return reinterpret_cast<uint64_t>(pointer);
}

uint64_t prepare_stack(Arena& arena) {
    auto* const top = &arena.stack[arena.stack.size() - 9];
    *top = address_of(arena.code.data());
    return address_of(top);
}

struct Ours {
    std::shared_ptr<Arena> arena = make_arena();
    HostMemory memory = {};
    CodeCache code = {};
    Interpreter cpu{memory, code};

    uint64_t run(Entry entry) {
        set_mode(cpu, CodeMode::Bits64);
        auto const before = cpu.retired();
        cpu.set_general(4, prepare_stack(*arena));
        cpu.set_general(7, address_of(&arena->workload));
        cpu.rip = address_of(entry);
        redoubt::bench::keep(cpu.run(~uint64_t{0} >> 1));
        return cpu.retired() - before;
    }
};

void check(uc_err result) {
    if (result != UC_ERR_OK) throw std::runtime_error(uc_strerror(result));
}

// Counts in a hook before each instruction, as the machine would have to.
struct Theirs {
    std::shared_ptr<Arena> arena = make_arena();
    uc_engine* engine = nullptr;
    uint64_t count = 0;

    Theirs() {
        check(uc_open(UC_ARCH_X86, UC_MODE_64, &engine));
        map(address_of(arena.get()), sizeof(Arena));
        map(address_of(__start_workload), address_of(__stop_workload) - address_of(__start_workload));
        uc_hook hook;
        check(uc_hook_add(engine, &hook, UC_HOOK_CODE, reinterpret_cast<void*>(on_instruction), this, 1, 0));
    }
    ~Theirs() { uc_close(engine); }
    Theirs(Theirs const&) = delete;
    Theirs& operator=(Theirs const&) = delete;

    void run(Entry entry) {
        auto const stack = prepare_stack(*arena);
        auto const workload = address_of(&arena->workload);
        check(uc_reg_write(engine, UC_X86_REG_RSP, &stack));
        check(uc_reg_write(engine, UC_X86_REG_RDI, &workload));
        check(uc_emu_start(engine, address_of(entry), address_of(arena->code.data()), 0, 0));
    }

private:
    void map(uint64_t begin, uint64_t size) {
        auto const first = begin / kPageSize * kPageSize;
        auto const end = (begin + size + kPageSize - 1) / kPageSize * kPageSize;
        check(uc_mem_map_ptr(engine, first, end - first, UC_PROT_ALL, reinterpret_cast<void*>(first)));
    }
    static void on_instruction(uc_engine*, uint64_t, uint32_t, void* self) { ++static_cast<Theirs*>(self)->count; }
};

void add_both(std::string const& name, Entry entry) {
    auto const instructions = Ours().run(entry);
    Theirs counted;
    counted.run(entry);
    if (counted.count != instructions) throw std::runtime_error(name + ": the two count other instructions");
    redoubt::bench::add("interpreter: " + name, instructions,
                        [=]() -> Body { return [ours = std::make_shared<Ours>(), entry] { ours->run(entry); }; });
    redoubt::bench::add("Unicorn, with a hook: " + name, instructions,
                        [=]() -> Body { return [theirs = std::make_shared<Theirs>(), entry] { theirs->run(entry); }; });
}

} // namespace

void redoubt::bench::benchmarks() {
    add_both("SHA-256", workload_sha256);
    add_both("stores", workload_stores);
}
