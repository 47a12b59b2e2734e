// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/server.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using redoubt::support::Outcome;

namespace {

// One that was free a moment ago
uint16_t free_port() {
    return redoubt::machine::gdb::Listener(0).port();
}

// A debugger that says one thing, as soon as somebody listens, and waits until the other side is done with it.
void say(uint16_t port, std::string_view packet) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (unsigned i = 0; i < 1000; ++i) {
        auto const socket = ::socket(AF_INET, SOCK_STREAM, 0);
        if (connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0) {
            CHECK(send(socket, packet.data(), packet.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(packet.size()));
            char answer = 0;
            while (recv(socket, &answer, 1, 0) > 0)
                ;
            close(socket);
            return;
        }
        close(socket);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    FAIL("nobody listened");
}

Outcome debugged(std::string_view packet) {
    auto const port = free_port();
    Outcome outcome;
    std::jthread command([&] {
        outcome = redoubt::support::run_captured({.argv = {redoubt::support::tool("redoubt"), "machine", "--processors",
                                                           "2", "--smis", "20", "--gdb", std::to_string(port)}});
    });
    say(port, packet);
    command.join();
    CHECK(outcome.err.find("-ex 'target remote :" + std::to_string(port) + "'\n") != std::string::npos);
    return outcome;
}

} // namespace

TEST_CASE("command: a debugger that detaches lets the machine go on, and one that kills ends it with status 1") {
    auto const detached = debugged("$D#44");
    CHECK(detached.status == 0);
    CHECK(detached.out.find(" SMIs served on 2 processors") != std::string::npos);
    auto const killed = debugged("$k#6b");
    CHECK(killed.status == 1);
    CHECK(killed.out.empty());
    CHECK(killed.err.find("the debugger ended the trial\n") != std::string::npos);
}
