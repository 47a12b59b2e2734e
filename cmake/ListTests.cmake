# SPDX-License-Identifier: Apache-2.0
# Run after a doctest program is built: writes one add_test per test case. In: executable, label, timeout, directory, output.

execute_process(COMMAND ${executable} --list-test-cases OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "(^|\n)\\[doctest\\][^\n]*" "" listing "${listing}") # its banner and its count
if(listing MATCHES "[][;\\\\*?\"$]")
  message(FATAL_ERROR "${executable}: a test case's name has a character that ctest or doctest's filter would misread: ${CMAKE_MATCH_0}")
endif()
string(REPLACE "\n" ";" lines "${listing}")

set(script "")
foreach(line IN LISTS lines)
  if(line STREQUAL "" OR line MATCHES "^=+$")
    continue()
  endif()
  string(REPLACE "," "\\," filter "${line}") # a comma separates filters
  string(APPEND script "add_test([==[${line}]==] \"${executable}\" [==[--test-case=${filter}]==])\n")
  # A filter that matches nothing is a pass for doctest; here it is a failure.
  string(APPEND script "set_tests_properties([==[${line}]==] PROPERTIES LABELS ${label} TIMEOUT ${timeout} "
                       "WORKING_DIRECTORY \"${directory}\" FAIL_REGULAR_EXPRESSION \"test cases: +0 \")\n")
endforeach()
if(script STREQUAL "")
  message(FATAL_ERROR "${executable}: no test cases")
endif()
file(WRITE ${output} "${script}")
