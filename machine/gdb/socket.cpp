// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/server.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace redoubt::machine::gdb {
namespace {

[[noreturn]] void fail(char const* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class SocketConnection : public Connection {
public:
    explicit SocketConnection(int socket) : socket_(socket) {
        int const on = 1; // an answer is not to wait for more of them
        static_cast<void>(setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    }
    ~SocketConnection() override { close(socket_); }

    std::optional<std::string> receive(Wait wait) override {
        std::array<char, 4096> bytes;
        for (;;) {
            auto const count = recv(socket_, bytes.data(), bytes.size(), wait == Wait::Yes ? 0 : MSG_DONTWAIT);
            if (count > 0) return std::string(bytes.data(), static_cast<std::size_t>(count));
            if (count == 0) return std::nullopt;
            if (wait == Wait::No && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::string();
            if (errno != EINTR) return std::nullopt;
        }
    }

    bool send(std::string_view bytes) override {
        while (!bytes.empty()) {
            auto const count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

private:
    int socket_;
};

} // namespace

Listener::Listener(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) fail("socket");
    int const on = 1;
    static_cast<void>(setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(socket_, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0 && listen(socket_, 1) == 0)
        return;
    auto const error = errno;
    close(socket_);
    errno = error;
    fail("cannot listen for a debugger");
}

Listener::~Listener() {
    close(socket_);
}

uint16_t Listener::port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
    return ntohs(address.sin_port);
}

std::unique_ptr<Connection> Listener::accept() {
    for (;;) {
        auto const socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) return std::make_unique<SocketConnection>(socket);
        if (errno != EINTR) fail("accept");
    }
}

} // namespace redoubt::machine::gdb
