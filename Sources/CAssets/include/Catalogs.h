#ifndef LANYARD_CATALOGS_H
#define LANYARD_CATALOGS_H

#include <stddef.h>

/// The built-in product catalogs (Products/*.yaml), one after another; NULL after the last.
const char *lanyard_catalog(size_t index, const unsigned char **bytes, size_t *length);

/// The areas and roles of the server's own pages (Operations/operations.yaml), the only one; NULL after it.
const char *lanyard_operations(size_t index, const unsigned char **bytes, size_t *length);

/// The built-in mappings of other servers' exports (Mappings/*.yaml), one after another; NULL after the last.
const char *lanyard_mapping(size_t index, const unsigned char **bytes, size_t *length);

#endif
