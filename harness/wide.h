/* Whole numbers that no sum of amounts overflows. */
#ifndef TOLLGATE_WIDE_H
#define TOLLGATE_WIDE_H

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

#endif
