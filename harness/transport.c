#include "transport.h"

transport_fn *transport_of(const struct profile *profile)
{
    static transport_fn *const transports[] = {
        [TRANSPORT_EXEC] = transport_exec,
        [TRANSPORT_FILES] = transport_files,
        [TRANSPORT_HTTP] = transport_http,
        [TRANSPORT_SQL] = transport_sql,
    };

    return transports[profile_transport(profile)->kind];
}

void transport_keep_end(struct sut_end *whole, bool *begun, struct sut_end *end)
{
    uint64_t wall = whole->wall_ms + end->wall_ms;
    unsigned restarts = whole->restarts;

    if (!*begun || sut_finished(whole)) {
        sut_free(whole);
        *whole = *end;
    } else {
        sut_free(end);
    }
    *begun = true;
    whole->wall_ms = wall;
    whole->restarts = restarts;
}
