// The files compiled into the program, by name.
#pragma once
#include <stddef.h>

#include "Catalogs.h"
#include "Words.h"

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} lanyard_asset_t;

size_t lanyard_asset_count(void);
lanyard_asset_t lanyard_asset(size_t index);
