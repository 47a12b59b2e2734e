# SPDX-License-Identifier: Apache-2.0

# benchmark_program(<target> SOURCES <file.cpp>... [LIBRARIES <target>...]): found and run by ./redoubt bench (test/bench/bench.hpp).
function(benchmark_program target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(${target} ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/test/bench/main.cpp)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  file_by_file(${target})
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
  target_link_options(${target} PRIVATE LINKER:--strip-debug) # valgrind 3.19 stops at Clang 19's debug information
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/benchmarks)
endfunction()
