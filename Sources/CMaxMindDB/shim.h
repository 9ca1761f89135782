#include <maxminddb.h>

// The name of a part of an entry ("city", "country") in a language; NULL if it has none. In C, because Swift does not see into the anonymous
// union that holds a value.
static inline const char *lanyard_mmdb_name(MMDB_entry_s *entry, const char *part, const char *language, uint32_t *size) {
    const char *const path[] = {part, "names", language, NULL};
    MMDB_entry_data_s found;
    if (MMDB_aget_value(entry, &found, path) != MMDB_SUCCESS || !found.has_data) return NULL;
    if (found.type != MMDB_DATA_TYPE_UTF8_STRING) return NULL;
    *size = found.data_size;
    return found.utf8_string;
}
