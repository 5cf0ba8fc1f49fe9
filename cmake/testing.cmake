find_package(PkgConfig REQUIRED)
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

# tollgate_test(NAME LIBRARY SOURCE...): a cmocka program named NAME, run by ctest from the source
# tree, with the environment of a fixed locale.
function(tollgate_test name library)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE ${library} PkgConfig::CMOCKA tollgate_options)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  set_target_properties(${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION_RELEASE OFF)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_link_options(${name} PRIVATE $<$<CONFIG:Release>:-fno-lto>)
  endif()
  target_compile_definitions(${name} PRIVATE TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             TEST_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "LC_ALL=C.UTF-8;TZ=America/St_Johns")
endfunction()
