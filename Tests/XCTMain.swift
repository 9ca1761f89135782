import Testing

/// The only entry point of all suites, which use Swift Testing alone. With this file the package manager needs no index of the build to
/// find XCTest classes, which halves the time of a first build.
@main
struct Suites {
    static func main() async { await Testing.__swiftPMEntryPoint() as Never }
}
