// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/gdb/connection.hpp"
#include "machine/gdb/session.hpp"

#include <memory>

namespace redoubt::machine::gdb {

// Answers a debugger until it detaches, kills, or is gone.
[[nodiscard]] Outcome serve(Connection& connection, Target& target);

// Waits for debuggers of this computer. Its functions throw std::system_error.
class Listener {
public:
    explicit Listener(uint16_t port); // on 127.0.0.1; 0: one that is free
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;
    ~Listener();

    [[nodiscard]] uint16_t port() const;
    [[nodiscard]] std::unique_ptr<Connection> accept();

private:
    int socket_;
};

} // namespace redoubt::machine::gdb
