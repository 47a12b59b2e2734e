// SPDX-License-Identifier: Apache-2.0
#include "test/tools/sandbox.hpp"

#include "tools/support/module.hpp"
#include "tools/support/places.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <unistd.h>

namespace redoubt::test {

using std::filesystem::perms;

Sandbox::Sandbox() {
    std::filesystem::create_directories(directory_ / "tools");
    std::filesystem::create_directories(directory_ / "bin");
    for (auto const* file : {"redoubt", "tools/commands.txt"})
        std::filesystem::copy_file(support::source_root() / file, directory_ / file);
    write("tools/packages.txt", "alpha # first\n# comment\n\nbeta\n");

    // Everything is installed, and a configured tree makes the command out of nothing.
    program("dpkg-query", R"(shift 3; for p; do echo "installed $p"; done)");
    program("apt-get", "");
    program(
        "cmake",
        R"(mkdir -p build; echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" > build/CMakeCache.txt; touch build/build.ninja)");
    program("ninja", R"(if [[ $* == *" -n "* ]]; then
    if [[ -e $2/bin/redoubt ]]; then echo "ninja: no work to do."; else echo "[1/1] link"; fi
else
    mkdir -p "$2/bin"; printf '#!/bin/bash\necho "command: $*"\nexit 7\n' > "$2/bin/redoubt"; chmod +x "$2/bin/redoubt"
fi)");
    program("sudo", R"("$@")");
    // A test may run the launcher as nobody.
    std::filesystem::permissions(directory(), perms::all);
    for (auto const& entry : std::filesystem::recursive_directory_iterator(directory()))
        std::filesystem::permissions(entry.path(), perms::all);
}

void Sandbox::program(std::string const& name, std::string const& body) {
    auto const path = directory_ / "bin" / name;
    write("bin/" + name,
          "#!/bin/bash\necho \"" + name + " $*\" >> " + (directory_ / "calls").string() + "\n" + body + "\n");
    std::filesystem::permissions(path, perms::all);
}

void Sandbox::remove_program(std::string const& name) {
    std::filesystem::remove(directory_ / "bin" / name);
}

void Sandbox::write(std::string const& path, std::string const& text) const {
    std::ofstream(directory_ / path, std::ios::binary) << text;
}

support::Outcome Sandbox::launch(std::vector<std::string> const& arguments, bool as_root) const {
    // Only what the launcher needs of the system, so that a program that was removed is not found elsewhere.
    std::filesystem::path const tools = directory_ / "bin";
    support::Command command{.argv = {"env", "-i", "PATH=" + tools.string() + ":" + (directory_ / "system").string()}};
    std::filesystem::create_directories(directory_ / "system");
    for (auto const* name : {"bash", "env", "sed", "grep", "cut", "comm", "sort", "dirname", "readlink", "mkdir",
                             "mktemp", "rm", "tail", "flock", "touch", "chmod"}) {
        auto const link = directory_ / "system" / name;
        for (auto const* place : {"/usr/bin/", "/bin/"})
            if (!std::filesystem::exists(link) && std::filesystem::exists(std::string(place) + name))
                std::filesystem::create_symlink(std::string(place) + name, link);
    }
    bool const drop = !as_root && ::geteuid() == 0;
    if (drop)
        command.argv.insert(command.argv.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
    command.argv.push_back(directory_ / "redoubt");
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.directory = directory();
    return support::run_captured(command);
}

std::string Sandbox::calls() const {
    auto const path = directory_ / "calls";
    if (!std::filesystem::exists(path)) return {};
    auto text = support::read_file(path);
    std::filesystem::remove(path);
    return text;
}

} // namespace redoubt::test
