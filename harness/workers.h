/* Work shared among processes. What they find they write to memory that is shared. */
#ifndef TOLLGATE_WORKERS_H
#define TOLLGATE_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#define WORKERS_MOST 64

/* One worker's part of the work, of workers 0 ... count - 1. False after telling why it failed. */
typedef bool worker_fn(void *user, size_t worker, size_t count);

/* Runs so many workers (at least 1) side by side, worker 0 in this process; whether all succeeded.
 */
bool workers_run(unsigned count, worker_fn *work, void *user);

/* As many as there are processors, at most WORKERS_MOST. */
unsigned workers_default(void);

/* Zeroed memory that the workers to come and this process share; `size` bytes, to be given back
 * with workers_release. */
void *workers_share(size_t size);
void workers_release(void *shared, size_t size);

#endif
