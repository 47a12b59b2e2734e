// SPDX-License-Identifier: Apache-2.0
#include "tools/support/process.hpp"

#include "tools/support/running.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace redoubt::support {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
    }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    void close_end(std::size_t end) {
        if (ends.at(end) >= 0) ::close(ends.at(end));
        ends.at(end) = -1;
    }
};

// In the child, between vfork and exec: only async-signal-safe calls, and nothing written that the parent would miss.
[[noreturn]] void become(Command const& command, std::vector<char*> const& argv, int out, int err, bool own_group) {
    if (own_group) ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, own_group ? SIGKILL : SIGTERM); // if this process is killed without a word
    if (out >= 0) ::dup2(out, STDOUT_FILENO);
    if (err >= 0) ::dup2(err, STDERR_FILENO);
    if (!command.directory.empty() && ::chdir(command.directory.c_str()) != 0) ::_exit(127);
    ::execvp(argv.front(), argv.data());
    ::_exit(127);
}

int status_of(int wait_status) {
    if (WIFEXITED(wait_status)) return WEXITSTATUS(wait_status);
    return 128 + WTERMSIG(wait_status);
}

// Milliseconds that poll may wait, -1 for ever; 0 when the limit is over.
int remaining(std::optional<Clock::time_point> deadline) {
    if (!deadline) return -1;
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

void append_from(int fd, std::string& text, bool& open) {
    std::array<char, 65536> buffer{};
    auto const got = ::read(fd, buffer.data(), buffer.size());
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) open = false;
}

// Shows the lines that are complete since `from` to the watch; false when it has seen enough.
bool show_lines(std::string const& text, std::size_t& from, Command const& command) {
    if (!command.watch) return true;
    for (auto end = text.find('\n', from); end != std::string::npos; end = text.find('\n', from)) {
        auto const line = std::string_view(text).substr(from, end - from);
        from = end + 1;
        if (!command.watch(line)) return false;
    }
    return true;
}

// Reads both pipes to their ends; false when the limit passes or the watch has seen enough.
bool drain(Pipe const& out, Pipe const& err, Command const& command, std::optional<Clock::time_point> deadline,
           Outcome& outcome) {
    bool out_open = true;
    bool err_open = true;
    std::size_t shown = 0;
    while (out_open || err_open) {
        std::array<pollfd, 2> fds{{{out_open ? out.ends[0] : -1, POLLIN, 0}, {err_open ? err.ends[0] : -1, POLLIN, 0}}};
        auto const ready = ::poll(fds.data(), fds.size(), remaining(deadline));
        if (ready == 0) return false;
        if (ready < 0 && errno != EINTR) return true;
        if (fds[0].revents != 0) append_from(out.ends[0], outcome.out, out_open);
        if (fds[1].revents != 0) append_from(err.ends[0], outcome.err, err_open);
        if (!show_lines(outcome.out, shown, command)) {
            outcome.stopped = true;
            return false;
        }
    }
    return true;
}

// Waits for the child itself; after the limit, false.
bool reap(pid_t child, std::optional<Clock::time_point> deadline, int& wait_status) {
    while (true) {
        auto const got = ::waitpid(child, &wait_status, deadline ? WNOHANG : 0);
        if (got == child) return true;
        if (got < 0 && errno != EINTR) {
            wait_status = 127 << 8;
            return true;
        }
        if (deadline && remaining(deadline) == 0) return false;
        if (deadline) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

Outcome run(Command const& command, bool capture) {
    Outcome outcome;
    if (command.argv.empty()) {
        outcome.status = 127;
        return outcome;
    }
    std::vector<char*> argv;
    for (auto const& word : command.argv)
        argv.push_back(const_cast<char*>(word.c_str())); // execvp's signature; it does not write
    argv.push_back(nullptr);

    Pipe out;
    Pipe err;
    // A group of its own can be killed as a whole; but then it would not get the terminal's Ctrl-C, so only where needed.
    bool const own_group = command.limit.has_value() || command.watch;
    auto const& for_err = command.merged ? out : err;
    std::fflush(nullptr);
    // Not fork: libraries hook into it, and Z3's hook waits until no solver of this process works any more.
    auto const child = ::vfork();
    if (child < 0) {
        outcome.status = 127;
        outcome.err = std::strerror(errno);
        return outcome;
    }
    if (child == 0) become(command, argv, capture ? out.ends[1] : -1, capture ? for_err.ends[1] : -1, own_group);
    if (own_group) ::setpgid(child, child); // both sides do it, so that it holds whoever runs first
    Running const registered(child, own_group);

    std::optional<Clock::time_point> deadline;
    if (command.limit) deadline = Clock::now() + *command.limit;
    out.close_end(1);
    err.close_end(1);
    int wait_status = 0;
    bool const ended = (!capture || drain(out, err, command, deadline, outcome)) && reap(child, deadline, wait_status);
    if (!ended) {
        outcome.timed_out = !outcome.stopped;
        ::kill(-child, SIGKILL);
        (void)reap(child, std::nullopt, wait_status);
    }
    outcome.status = status_of(wait_status);
    return outcome;
}

} // namespace

Outcome run_captured(Command const& command) {
    return run(command, true);
}

Outcome run_shown(Command const& command) {
    return run(command, false);
}

} // namespace redoubt::support
