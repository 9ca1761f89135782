#pragma clang diagnostic ignored "-Wc23-extensions"
#include "Catalogs.h"

static const unsigned char auth0[] = {
#embed "../../Mappings/auth0.yaml"
};

static const unsigned char django[] = {
#embed "../../Mappings/django.yaml"
};

static const unsigned char firebase[] = {
#embed "../../Mappings/firebase.yaml"
};

static const unsigned char keycloak[] = {
#embed "../../Mappings/keycloak.yaml"
};

static const unsigned char laravel[] = {
#embed "../../Mappings/laravel.yaml"
};

static const struct {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} mappings[] = {
    {"auth0", auth0, sizeof auth0},
    {"django", django, sizeof django},
    {"firebase", firebase, sizeof firebase},
    {"keycloak", keycloak, sizeof keycloak},
    {"laravel", laravel, sizeof laravel},
};

const char *lanyard_mapping(size_t index, const unsigned char **bytes, size_t *length) {
    if (index >= sizeof mappings / sizeof mappings[0]) return NULL;
    *bytes = mappings[index].bytes;
    *length = mappings[index].length;
    return mappings[index].name;
}
