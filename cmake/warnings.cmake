# One interface target that every target of the project links to.
include(CheckCCompilerFlag)

add_library(tollgate_options INTERFACE)
target_compile_definitions(tollgate_options INTERFACE _GNU_SOURCE)

foreach(flag IN ITEMS
    -Wall -Wextra -Wpedantic
    -Wcast-align -Wcast-qual
    -Wconversion -Wsign-conversion  # amounts and lengths must not change silently
    -Wduplicated-cond -Wlogical-op
    -Wformat=2 -Wimplicit-fallthrough
    -Wmissing-prototypes -Wstrict-prototypes
    -Wnull-dereference -Wpointer-arith -Wshadow -Wundef -Wvla -Wwrite-strings)
  string(MAKE_C_IDENTIFIER "has${flag}" has)
  check_c_compiler_flag(${flag} ${has})
  if(${has})
    target_compile_options(tollgate_options INTERFACE ${flag})
  endif()
endforeach()
# Where everything is inlined it takes for possible what a caller rules out.
target_compile_options(tollgate_options INTERFACE $<$<CONFIG:Release>:-Wno-null-dereference>)
if(TOLLGATE_WERROR)
  target_compile_options(tollgate_options INTERFACE -Werror)
endif()
if(TOLLGATE_SANITIZE)
  target_compile_options(tollgate_options INTERFACE
    -fsanitize=${TOLLGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tollgate_options INTERFACE -fsanitize=${TOLLGATE_SANITIZE})
endif()
