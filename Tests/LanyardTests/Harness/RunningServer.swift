import Core
import Delivery
import Foundation
import Logging
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing

@testable import Lanyard

/// All of Lanyard in this process: three websites on free ports over a separate database, with a test clock.
///
///     try await RunningServer.with(.sqlite, example: true) { server in
///         let browser = Browser()
///         let page = try await server.signIn(browser, at: server.dashboard + "/billing", as: "associate@northwind.example")
///         #expect(page.status == 403)
///     }
final class RunningServer: Sendable {
    let id: String
    let dashboard: String
    let mail: String
    let clock: TestClock
    let installation: Installation
    let server: LanyardServer
    /// Held until the test ends: between choosing a port and listening on it, a connection of another test could get it.
    private let ports: [ReservedPort]
    private let isEnding = Atomic(false)

    /// The password of the example's people, unless the export has another one.
    static let password = "correct horse battery staple"

    /// Runs a body against a server that is empty, or that has the example data if `example`. Hashing has the lowest cost.
    static func with(
        _ kind: DatabaseKind = .current, example: Bool = false, settings: [String: String] = [:],
        _ body: @escaping @Sendable (RunningServer) async throws -> Void
    ) async throws {
        let data = try await ExampleTemplate.shared.copy(kind, example: example)
        do {
            try await run(data, example: example, settings: settings, body)
        } catch {
            await data.remove()
            throw error
        }
        await data.remove()
    }

    private static func run(
        _ data: ServerData, example: Bool, settings: [String: String],
        _ body: @escaping @Sendable (RunningServer) async throws -> Void
    ) async throws {
        let running = try await RunningServer(data, example: example, settings: settings)
        let (began, tell) = AsyncStream<Void>.makeStream()
        // A server that is cancelled instead, while it accepts a connection, ends the whole process (apple/swift-nio issue 2637).
        try await testGracefulShutdown { shutdown in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { tell.finish() }
                    try await running.server.run(signals: []) { tell.yield() }
                    guard running.isEnding.load(ordering: .acquiring) else { throw StoppedEarly() }
                }
                // Without a first element the server has stopped before it listened: its error says why, a refused connection would not.
                guard await began.first(where: { true }) != nil else { return try await group.waitForAll() }
                do { try await body(running) } catch {
                    running.isEnding.store(true, ordering: .releasing)
                    shutdown.triggerGracefulShutdown()
                    do { try await group.waitForAll() } catch let reason { Issue.record(reason, "the server had stopped") }
                    throw error
                }
                running.isEnding.store(true, ordering: .releasing)
                shutdown.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    struct StoppedEarly: Error {}

    /// Settings with the lowest hashing cost and without a delay of refusals.
    static func cheapest(_ data: ServerData) -> [String: String] {
        [
            "data": data.folder.path, "database": data.database, "database_connections": "4", "example": "true",
            "hashing.memory_kib": "8",
            "hashing.passes": "1", "hashing.queue": "10000", "sign_in.refusal_floor_ms": "0",
        ]
    }

    private init(_ data: ServerData, example: Bool, settings: [String: String]) async throws {
        var overrides = Self.cheapest(data)
        ports = try (0..<3).map { _ in try ReservedPort() }
        for (part, port) in zip(["id", "dashboard", "mail"], ports) {
            overrides["\(part).public_address"] = "http://localhost:\(port.number)"
            overrides["\(part).listen"] = "127.0.0.1:\(port.number)"
        }
        overrides.merge(settings) { $1 }
        let configuration = try Configuration(file: nil, environment: [:], overrides: overrides)
        id = configuration.text("id.public_address")
        dashboard = configuration.text("dashboard.public_address")
        mail = configuration.text("mail.public_address")
        clock = TestClock()
        installation = try await Installation(configuration: configuration, role: .server, clock: clock)
        let exampleData = try example ? ExampleData(folder: Vectors.project.appending(path: "Examples").path) : nil
        server = try await LanyardServer(installation, example: exampleData, log: Logger(label: "test"))
    }
}
