# tollgate_counted(TARGET): counts what is run through of it, in a build with TOLLGATE_COVERAGE. Counts
# are atomic because there are tests with threads.
function(tollgate_counted target)
  if(TOLLGATE_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic -O0)
    target_link_options(${target} INTERFACE --coverage)
  endif()
endfunction()
