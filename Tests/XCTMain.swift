import Foundation
import Logging
import Testing

/// The only entry point of all suites, which use Swift Testing alone. With this file the package manager needs no index of the build to
/// find XCTest classes, which halves the time of a first build.
@main
struct Suites {
    static func main() async {
        // Servers log to standard error from this level on; a run that passes prints the runner's lines only.
        let level = ProcessInfo.processInfo.environment["LANYARD_TEST_LOG"].flatMap(Logger.Level.init(rawValue:)) ?? .warning
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        await Testing.__swiftPMEntryPoint() as Never
    }
}
