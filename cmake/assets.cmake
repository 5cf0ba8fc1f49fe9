# Embeds files in the binary: one file to carry to an isolated machine.
add_executable(embed ${PROJECT_SOURCE_DIR}/cmake/embed.c)

# tollgate_embed(OUT.c SYMBOL FILE...): writes OUT.c, which defines
# `const struct tg_asset SYMBOL[]` (ended by a NULL path) with every FILE, paths relative to the
# project's root.
function(tollgate_embed out symbol)
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${out}
    COMMAND embed ${CMAKE_CURRENT_BINARY_DIR}/${out} ${symbol} ${ARGN}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    DEPENDS embed ${ARGN}
    VERBATIM)
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
  endforeach()
endfunction()
