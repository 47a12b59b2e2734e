// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/interpreter.hpp"
#include "machine/guests/images.hpp"
#include "spec/abi/msr.h"
#include "spec/abi/vmcs_field.h"

#include <Zydis/Zydis.h>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace redoubt::machine::guest::test {

// Memory as far as it is touched, linear as physical; some pages may be missing.
class Memory : public AddressSpace {
public:
    Page page(uint64_t linear, Access access) override;
    uint64_t read_device(uint64_t, unsigned) override { return 0; }
    void write_device(uint64_t, unsigned, uint64_t) override {}

    void copy_in(uint64_t address, std::span<std::byte const> bytes);

    template <typename T>
    [[nodiscard]] T& at(uint64_t address) { // within a page, or in pages that are one piece
        return *reinterpret_cast<T*>(page(address, Access::Read).bytes + address % kPageSize);
    }

    // Pages from an address on that lie side by side in the host, so that a structure may span them.
    void join(uint64_t address, uint64_t size);

    std::set<uint64_t> missing; // by address

private:
    struct Piece {
        uint64_t address;
        std::vector<std::byte> bytes;
    };
    std::vector<std::unique_ptr<Piece>> pieces_;
};

// Memory with an image in it, and what processors share.
struct World {
    explicit World(std::span<std::byte const> image, ImageHeader const& header);

    Memory memory = {};
    CodeCache code = {};
};

struct PortAccess {
    bool in;
    uint16_t port;
    unsigned size;
    uint32_t value;
    bool operator==(PortAccess const&) const = default;
};

// Just enough of a processor to run the images: the interpreter, and of the other instructions what tests look at. No
// descriptor table counts, exceptions stop it, and VMX instructions succeed unless a test says otherwise.
class Cpu {
public:
    explicit Cpu(World& world);

    // Goes on until the instruction that is returned, which is RSM, HLT, or nothing that it knows.
    ZydisMnemonic run();
    // As many instructions as that, of those that the interpreter has; sensitive ones as run() does.
    void run_some(uint64_t instructions);

    // An exception or interrupt through the IDT, on the stack as it is, and what follows as run() does (SDM
    // vol. 3A 6.14.2).
    ZydisMnemonic deliver(unsigned vector, std::optional<uint64_t> error_code = std::nullopt);

    Interpreter cpu;
    std::map<uint32_t, uint64_t> msrs;
    std::map<ZydisRegister, uint64_t> system; // control, debug and segment registers, and TR
    std::map<uint64_t, uint64_t> fields;      // of the only VMCS
    std::vector<PortAccess> ports;
    std::vector<ZydisMnemonic> sensitive;        // what was executed, in order
    std::map<ZydisMnemonic, uint64_t> failing;   // VMX instructions, with the RFLAGS that they leave
    std::function<uint32_t(PortAccess)> on_port; // the value that IN reads
    std::function<void()> on_vmcall;             // outside of guests
    unsigned guest_exit_reason = 18;             // of each VM exit
    uint64_t idt = 0;                            // the last that LIDT loaded
    bool in_guest = false;

private:
    struct Instruction {
        ZydisDecodedInstruction about;
        std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
    };

    [[nodiscard]] Instruction decode();
    [[nodiscard]] bool execute(Instruction const& instruction); // false: it stops the run
    void move(Instruction const& instruction);
    void access_port(Instruction const& instruction);
    void vmx(Instruction const& instruction);
    void enter_guest();
    void exit_guest();
    [[nodiscard]] uint64_t& field(stm::abi::VmcsField which) { return fields[static_cast<uint64_t>(which)]; }
    [[nodiscard]] uint64_t address(ZydisDecodedOperandMem const& memory) const;

    World& world_;
};

// The number of a general register, for State::general().
[[nodiscard]] unsigned number_of(ZydisRegister general);

} // namespace redoubt::machine::guest::test
