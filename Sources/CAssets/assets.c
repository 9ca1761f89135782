void lanyard_assets_placeholder(void) {}
