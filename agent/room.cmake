# room(NAME NEEDS room… [LIBRARIES target…]): a static library from agent/NAME/*.cpp that may include only the rooms it
# names. scripts/check reads these lines and checks every #include against them.
function(room name)
  cmake_parse_arguments(ROOM "" "" "NEEDS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC berth_options ${ROOM_NEEDS} ${ROOM_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/pch.h)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME berth-${name})
endfunction()
