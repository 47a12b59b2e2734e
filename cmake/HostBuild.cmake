# SPDX-License-Identifier: Apache-2.0
# How host code is compiled in bulk. What costs is reading headers, again for each file: a build from nothing spends two
# thirds of its time on it. So the libraries' headers are read once, and a target's files are compiled several at a
# time.

# The headers that most host files include, and that do not change with the project.
set(host_headers
  <algorithm> <array> <chrono> <cstdint> <cstring> <filesystem> <fstream> <functional> <map> <memory> <optional>
  <ranges> <set> <span> <sstream> <stdexcept> <string> <string_view> <utility> <vector>
  <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp>)

# not_in_bulk(<target>...): each file by itself, with nothing read before it.
function(not_in_bulk)
  set_target_properties(${ARGV} PROPERTIES UNITY_BUILD OFF DISABLE_PRECOMPILE_HEADERS ON)
endfunction()

# file_by_file(<target>...): files of one target use the same names for different things.
function(file_by_file)
  set_target_properties(${ARGV} PROPERTIES UNITY_BUILD OFF)
endfunction()

# All targets of a folder and of those below it.
function(targets_below folder variable)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below IN LISTS folders)
    targets_below(${below} more)
    list(APPEND targets ${more})
  endforeach()
  set(${variable} ${targets} PARENT_SCOPE)
endfunction()

# headers_read_once(<name> HEADERS <header>... LIBRARIES <target>...): what targets with the host's options can share.
function(headers_read_once name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;LIBRARIES")
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cpp CONTENT "// A target needs a source.\n")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

# host_build(): for every target that exists by now, unless its folder has said otherwise.
function(host_build)
  find_package(doctest REQUIRED)
  find_package(fmt REQUIRED)
  find_package(nlohmann_json REQUIRED)
  targets_below(${PROJECT_SOURCE_DIR} targets)
  set(libraries fmt::fmt nlohmann_json::nlohmann_json)
  headers_read_once(host_headers HEADERS ${host_headers} LIBRARIES ${libraries})
  headers_read_once(test_headers HEADERS ${host_headers} <doctest/doctest.h> LIBRARIES ${libraries} doctest::doctest)

  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(NOT type MATCHES "^(STATIC_LIBRARY|EXECUTABLE)$")
      continue()
    endif()
    get_target_property(unity ${target} UNITY_BUILD)
    if(unity STREQUAL "unity-NOTFOUND")
      set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    endif()
    # Headers that are read before must be read with the target's own options; doctest's need its library.
    get_target_property(own ${target} PRECOMPILE_HEADERS)
    get_target_property(options ${target} COMPILE_OPTIONS)
    get_target_property(linked ${target} LINK_LIBRARIES)
    if(own OR "-fno-rtti" IN_LIST options)
      continue()
    elseif("redoubt_test_main" IN_LIST linked)
      target_precompile_headers(${target} REUSE_FROM test_headers)
    else()
      target_precompile_headers(${target} REUSE_FROM host_headers)
    endif()
  endforeach()
endfunction()
