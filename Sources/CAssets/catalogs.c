#pragma clang diagnostic ignored "-Wc23-extensions"
#include "Catalogs.h"

static const unsigned char dashboard[] = {
#embed "../../Products/dashboard.yaml"
};

static const unsigned char mail[] = {
#embed "../../Products/mail.yaml"
};

static const unsigned char operations[] = {
#embed "../../Operations/operations.yaml"
};

static const struct {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} catalogs[] = {
    {"Products/dashboard.yaml", dashboard, sizeof dashboard},
    {"Products/mail.yaml", mail, sizeof mail},
};

const char *lanyard_catalog(size_t index, const unsigned char **bytes, size_t *length) {
    if (index >= sizeof catalogs / sizeof catalogs[0]) return NULL;
    *bytes = catalogs[index].bytes;
    *length = catalogs[index].length;
    return catalogs[index].name;
}

const char *lanyard_operations(size_t index, const unsigned char **bytes, size_t *length) {
    if (index > 0) return NULL;
    *bytes = operations;
    *length = sizeof operations;
    return "Operations/operations.yaml";
}
