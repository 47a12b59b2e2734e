// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/server.hpp"
#include "test/machine/gdb/fake_target.hpp"

#include <arpa/inet.h>
#include <array>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <thread>
#include <unistd.h>

using namespace redoubt::machine::gdb;
using test::FakeTarget;

namespace {

// A debugger's side of the connection.
class Client {
public:
    explicit Client(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        timeval const patience{.tv_sec = 30, .tv_usec = 0};
        REQUIRE(setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(connect(socket_, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0);
    }
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;
    ~Client() { close(socket_); }

    void say(std::string_view bytes) const {
        REQUIRE(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    [[nodiscard]] std::string hear(std::size_t size) const {
        std::string heard(size, ' ');
        REQUIRE(recv(socket_, heard.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size));
        return heard;
    }

private:
    int socket_;
};

} // namespace

TEST_CASE("machine: a debugger is served over TCP, interrupts a run, and may leave without a word") {
    Listener listener(0);
    CHECK(listener.port() != 0);
    FakeTarget target(2);
    auto outcome = Outcome::Detached;
    std::jthread server([&] {
        auto const connection = listener.accept();
        outcome = serve(*connection, target);
    });
    {
        Client const client(listener.port());
        client.say("$qC#b4");
        CHECK(client.hear(8) == "+$QC1#c5");
        client.say("+$c#63");
        CHECK(client.hear(1) == "+");
        client.say("\x03");
        CHECK(client.hear(11) == "$T02thread:");
    }
    server.join();
    CHECK(outcome == Outcome::Lost);
}

TEST_CASE("machine: a debugger that is gone while the target runs ends the session") {
    Listener listener(0);
    FakeTarget target(1);
    auto outcome = Outcome::Detached;
    std::jthread server([&] {
        auto const connection = listener.accept();
        outcome = serve(*connection, target);
    });
    Client(listener.port()).say("$c#63");
    server.join();
    CHECK(outcome == Outcome::Lost);
}

TEST_CASE("machine: a port that is taken is refused with its reason") {
    Listener const listener(0);
    CHECK_THROWS_AS(Listener(listener.port()), std::system_error);
}
