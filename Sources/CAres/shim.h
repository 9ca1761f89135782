#include <ares.h>
#include <arpa/nameser.h>

// Names for one type: they are macros in some versions of c-ares, and an enumeration in others.
static const int lanyard_ares_success = ARES_SUCCESS;
static const int lanyard_ares_no_data = ARES_ENODATA;
static const int lanyard_ares_no_name = ARES_ENOTFOUND;
