import Core
import Delivery
import Foundation
import Logging
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

    /// The password of the example's people, unless the export has another one.
    static let password = "correct horse battery staple"

    /// Runs a body against a server that is empty, or that has the example data if `example`. Hashing has the lowest cost.
    static func with(
        _ kind: DatabaseKind, example: Bool = false, settings: [String: String] = [:],
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
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { tell.finish() }
                do { try await running.server.run(signals: []) { tell.finish() } } catch is CancellationError { return }
            }
            for await _ in began {}
            do { try await body(running) } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
    }

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
        for (part, port) in zip(["id", "dashboard", "mail"], FreePorts.three()) {
            overrides["\(part).public_address"] = "http://localhost:\(port)"
            overrides["\(part).listen"] = "127.0.0.1:\(port)"
        }
        overrides.merge(settings) { $1 }
        let configuration = try Configuration(file: nil, environment: [:], overrides: overrides)
        id = configuration.text("id.public_address")
        dashboard = configuration.text("dashboard.public_address")
        mail = configuration.text("mail.public_address")
        clock = TestClock()
        installation = try await Installation(configuration: configuration, role: .server, clock: clock)
        let exampleData = try example ? ExampleData(folder: Vectors.project.appending(path: "Examples").path) : nil
        var log = Logger(label: "test")
        log.logLevel = .error
        server = try await LanyardServer(installation, example: exampleData, log: log)
    }
}

/// Ports that were free a moment ago.
enum FreePorts {
    static func three() -> [Int] {
        let sockets = (0..<3).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        defer { sockets.forEach { close($0) } }
        return sockets.map { descriptor in
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            return withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(descriptor, generic, length)
                    getsockname(descriptor, generic, &length)
                }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
    }
}
