// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_ports.h"

namespace stm::smi {

// Through a data port, in this processor's turn.
/*@ requires \valid(&ports) && \separated(&ports, &arch::port_data, &arch::lock_data) && arch::NoneHeld;
    requires size == 1 || size == 2 || size == 4;
    requires io::kDataPort <= port && port + size <= io::kLastPciPort + 1 && io::ValidLatch(address);
    assigns ports, arch::port_data, arch::lock_data;
    ensures range: \result < io::Span(size);
    ensures written: \forall integer i; arch::Written{Pre} <= i < arch::Written{Post} ==>
      arch::PortAt(i) == io::kAddressPort;
    ensures unlocked: arch::NoneHeld;
*/
[[nodiscard]] static uint32_t input_in_turn(arch::Lock& ports, uint32_t address, uint16_t port, uint8_t size) {
    arch::acquire(ports);
    uint32_t const value = io::input_data(address, port, size);
    arch::release(ports);
    return value;
}

/*@ requires \valid(&ports) && \separated(&ports, &arch::port_data, &arch::lock_data) && arch::NoneHeld;
    requires size == 1 || size == 2 || size == 4;
    requires io::kDataPort <= port && port + size <= io::kLastPciPort + 1 && io::ValidLatch(address);
    assigns ports, arch::port_data, arch::lock_data;
    ensures written: \forall integer i; arch::Written{Pre} <= i < arch::Written{Post} ==>
      arch::PortAt(i) == io::kAddressPort || arch::PortAt(i) == port;
    ensures unlocked: arch::NoneHeld;
*/
static void output_in_turn(arch::Lock& ports, uint32_t address, uint16_t port, uint8_t size, uint32_t value) {
    arch::acquire(ports);
    io::output_data(address, port, size, value);
    arch::release(ports);
}

/*@
  predicate Fits(io::PortAccess* a, integer ruling) = io::ValidSize(a) && ruling <= io::PortRuling::Denied &&
    (ruling == io::PortRuling::Address ==> io::IsAddress(a)) && (ruling == io::PortRuling::Data ==> io::InData(a));

  predicate Makes(integer ruling) = ruling == io::PortRuling::Direct || ruling == io::PortRuling::Data;

  // Only these ports, and none at all for a ruling by which nothing is made.
  predicate WrittenBy{L, M}(integer ruling, integer port) =
    (!Makes(ruling) ==> arch::Appended{L, M}(0)) &&
    (\forall integer i; arch::Written{L} <= i < arch::Written{M} ==>
      arch::PortAt{M}(i) == io::kAddressPort || arch::PortAt{M}(i) == port);
*/

/*@ requires \valid(&ports) && \valid_read(&access) && Fits(&access, ruling) && io::ValidLatch(latch);
    requires \separated(&ports, &access, &arch::port_data, &arch::lock_data) && arch::NoneHeld;
    assigns ports, arch::port_data, arch::lock_data;
    ensures written: WrittenBy{Pre, Post}(ruling, \old(access.port));
    ensures nobody: ruling == io::PortRuling::Denied ==> \result == io::Span(\old(access.size)) - 1;
    ensures latch: ruling == io::PortRuling::Address ==> \result == latch;
    ensures unlocked: arch::NoneHeld;
*/
[[nodiscard]] static uint32_t take_in(arch::Lock& ports, uint32_t latch, io::PortAccess const& access,
                                      io::PortRuling ruling) {
    if (ruling == io::PortRuling::Direct) return io::input(access.port, access.size);
    if (ruling == io::PortRuling::Address) return latch;
    if (ruling == io::PortRuling::Data) return input_in_turn(ports, latch, access.port, access.size);
    return io::nobody(access.size);
}

/*@ requires \valid(&ports) && \valid(&latch) && \valid_read(&access) && Fits(&access, ruling);
    requires \separated(&ports, &latch, &access, &arch::port_data, &arch::lock_data) && arch::NoneHeld;
    requires io::ValidLatch(latch);
    assigns ports, latch, arch::port_data, arch::lock_data;
    ensures written: WrittenBy{Pre, Post}(ruling, \old(access.port));
    ensures latched: ruling == io::PortRuling::Address ==> latch == io::Latched(value);
    ensures kept: ruling != io::PortRuling::Address ==> latch == \old(latch);
    ensures valid: io::ValidLatch(latch);
    ensures unlocked: arch::NoneHeld;
*/
static void put_out(arch::Lock& ports, uint32_t& latch, io::PortAccess const& access, io::PortRuling ruling,
                    uint32_t value) {
    if (ruling == io::PortRuling::Direct) io::output(access.port, access.size, value);
    if (ruling == io::PortRuling::Address) latch = io::latched(value);
    if (ruling == io::PortRuling::Data) output_in_turn(ports, latch, access.port, access.size, value);
}

/*@ requires \valid(&registers) && \valid(&ports) && \valid(&latch) && \valid_read(&access) && Fits(&access, ruling);
    requires \separated(&registers, &ports, &latch, &access, &arch::port_data, &arch::lock_data) && arch::NoneHeld;
    requires io::ValidLatch(latch);
    assigns registers.rax, ports, latch, arch::port_data, arch::lock_data;
    ensures written: WrittenBy{Pre, Post}(ruling, \old(access.port));
    ensures nobody: ruling == io::PortRuling::Denied && \old(access.in) ==>
      registers.rax == io::AfterInput(\old(registers.rax), \old(access.size), io::Span(\old(access.size)) - 1);
    ensures latched: ruling == io::PortRuling::Address && !\old(access.in) ==>
      latch == io::Latched(\old(registers.rax) % 0x100000000);
    ensures read_back: ruling == io::PortRuling::Address && \old(access.in) ==> registers.rax == \old(latch);
    ensures valid: io::ValidLatch(latch);
    ensures unlocked: arch::NoneHeld;
*/
static void carry_out(arch::Registers& registers, arch::Lock& ports, uint32_t& latch, io::PortAccess const& access,
                      io::PortRuling ruling) {
    if (access.in) {
        uint32_t const value = take_in(ports, latch, access, ruling);
        registers.rax = io::after_input(registers.rax, access.size, value);
        return;
    }
    uint32_t const value = io::output_of(registers.rax, access.size);
    put_out(ports, latch, access, ruling, value);
}

/*@ requires \valid_read(&access);
    assigns \nothing;
    ensures \result <==> io::ValidSize(&access) && !access.string;
*/
[[nodiscard]] static bool is_plain(io::PortAccess const& access) {
    return (access.size == 1 || access.size == 2 || access.size == 4) && !access.string;
}

bool serve_port(arch::Registers& registers, uint32_t& latch, arch::Lock& ports, Policy const& policy,
                io::PortAccess const& access) {
    io::PortRuling const ruling = io::rule_port(policy, access, latch);
    if (ruling == io::PortRuling::IoViolation || ruling == io::PortRuling::PciViolation) return false;
    bool const plain = is_plain(access);
    if (plain) carry_out(registers, ports, latch, access, ruling);
    return skip_instruction();
}

} // namespace stm::smi
