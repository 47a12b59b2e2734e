# SPDX-License-Identifier: Apache-2.0

# page_frame(<file.html> NAMESPACE <namespace> HEADER <file.hpp>)
#
# A header, in the folder's build folder, with the page's text as `page_frame`, for support::filled. Its style sheet
# begins with what all pages have alike, tools/support/page.css, in the place of the comment /*shared*/.
function(page_frame file)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;HEADER" "")
  set(shared ${PROJECT_SOURCE_DIR}/tools/support/page.css)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file} ${shared})
  file(READ ${shared} style)
  file(READ ${file} page)
  string(REPLACE "  /*shared*/\n" "${style}" page "${page}")
  string(FIND "${page}" "${style}" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "page_frame(${file}): no line /*shared*/ in its style sheet")
  endif()
  set(namespace ${arg_NAMESPACE})
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE html)
  string(APPEND html /${file})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/page_frame.hpp.in ${arg_HEADER} @ONLY)
endfunction()
