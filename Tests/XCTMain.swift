import Testing

/// The one entry point of all suites. They use Swift Testing alone; with this file the package manager needs no index of the build to
/// find XCTest classes, which halves the time of a first build.
@main
struct Suites {
    static func main() async { await Testing.__swiftPMEntryPoint() as Never }
}
