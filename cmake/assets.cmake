# Embeds files in the binary: one file to carry to an isolated machine.
add_executable(embed ${PROJECT_SOURCE_DIR}/cmake/embed.c)

# tollgate_embed(OUT.c SYMBOL FILE...): writes OUT.c, which defines
# `const struct tg_asset SYMBOL[]` (ended by a NULL path) with every FILE, paths relative to the
# project's root.
function(tollgate_embed out symbol)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE inputs)
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${out}
    COMMAND embed ${CMAKE_CURRENT_BINARY_DIR}/${out} ${symbol} ${ARGN}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    DEPENDS embed ${inputs}
    VERBATIM)
endfunction()
