#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// To add a file: embed it here, name it in the table. Web serves .css, .js and .svg under /assets.
static const unsigned char style_css[] = {
#embed "Files/tokens.css"
,
#embed "Files/base.css"
,
#embed "Files/layout.css"
,
#embed "Files/forms.css"
,
#embed "Files/blocks.css"
,
#embed "Files/chart.css"
};
static const unsigned char page_js[] = {
#embed "Files/page.js"
};
static const unsigned char passkey_js[] = {
#embed "Files/passkey.js"
};
static const unsigned char icon_indigo[] = {
#embed "Files/icon-indigo.svg"
};
static const unsigned char icon_teal[] = {
#embed "Files/icon-teal.svg"
};
static const unsigned char icon_amber[] = {
#embed "Files/icon-amber.svg"
};
#if __has_embed("Files/openapi.yaml") == 1
static const unsigned char openapi[] = {
#embed "Files/openapi.yaml"
};
#endif

static const lanyard_asset_t assets[] = {
    {"style.css", style_css, sizeof style_css},
    {"page.js", page_js, sizeof page_js},
    {"passkey.js", passkey_js, sizeof passkey_js},
    {"icon-indigo.svg", icon_indigo, sizeof icon_indigo},
    {"icon-teal.svg", icon_teal, sizeof icon_teal},
    {"icon-amber.svg", icon_amber, sizeof icon_amber},
#if __has_embed("Files/openapi.yaml") == 1
    {"openapi.yaml", openapi, sizeof openapi},
#endif
};

size_t lanyard_asset_count(void) { return sizeof assets / sizeof assets[0]; }
lanyard_asset_t lanyard_asset(size_t index) { return assets[index]; }
