/*
 * Where suites, case records and golden results are: in a folder laid out as the source tree, or in
 * the program, which carries them with it (dir NULL).
 */
#ifndef TOLLGATE_STORE_H
#define TOLLGATE_STORE_H

#include "arena.h"

/* What the program carries with it: cases/ID.xml, cases/ID.csv, golden/ID.csv, cases/suite.rng.
 * Ended by a NULL path. */
extern const struct tg_asset gate_assets[];

/* Reads the file `path` of `dir`; "" = the path as it stands. E_IO when it cannot be read,
 * E_NAME when the program does not carry it. */
bool store_read(struct arena *arena, struct tg_slice *text, const char *dir, const char *path,
                struct tg_error *error);

/* The file's path, as messages have it. */
const char *store_name(struct arena *arena, const char *dir, const char *path);

/* The ids of what stands in a folder ("cases" or "golden"), sorted: files ID with this ending
 * (".xml" as written, ".csv" expanded or expected). E_IO when the folder cannot be read. */
bool store_list(struct arena *arena, const char *const **ids, size_t *count, const char *dir,
                const char *folder, const char *ending, struct tg_error *error);

#endif
