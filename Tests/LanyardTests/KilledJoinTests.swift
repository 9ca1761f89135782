import Core
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import TransitionSite

@testable import Lanyard

/// All of Lanyard as a process that can be killed, over the data of a test.
private struct KillableServer: Sendable {
    let dashboard: String
    let program: ChildProgram

    init(over data: ServerData, ports: [ReservedPort]) throws {
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LANYARD_") }
        for (name, value) in RunningServer.cheapest(data) {
            variables["LANYARD_" + name.uppercased().replacing(".", with: "_")] = value
        }
        for (part, port) in zip(["ID", "DASHBOARD", "MAIL"], ports) {
            variables["LANYARD_\(part)_PUBLIC_ADDRESS"] = "http://localhost:\(port.number)"
            variables["LANYARD_\(part)_LISTEN"] = "127.0.0.1:\(port.number)"
        }
        dashboard = "http://localhost:\(ports[1].number)"
        program = try ChildProgram(CommandLine.executable.path, ["serve"], environment: variables, errorsToOutput: true)
    }

    /// Returns once it says that it answers; what it prints later is dropped.
    func listens() async -> Bool {
        let output = program.output
        let heard = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var text = ""
                while !text.contains(" answers at:") {
                    let more = output.availableData
                    if more.isEmpty { break }
                    text += String(decoding: more, as: UTF8.self)
                }
                continuation.resume(returning: text.contains(" answers at:"))
            }
        }
        output.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
        return heard
    }

    func killed() async {
        kill(program.id, SIGKILL)
        let program = program
        _ = await withCheckedContinuation { continuation in DispatchQueue.global().async { continuation.resume(returning: program.wait()) }
        }
    }
}

/// How far a join came.
private struct Trace: Equatable {
    let joins: Int
    let merged: Int
    let events: Int
    /// Of the two logins, how many have memberships, addresses and sources of imports.
    let people: [Int]

    static let absent = Trace(joins: 0, merged: 0, events: 0, people: [2, 2, 2])
    static let whole = Trace(joins: 1, merged: 1, events: 1, people: [1, 1, 1])

    init(joins: Int, merged: Int, events: Int, people: [Int]) {
        self.joins = joins
        self.merged = merged
        self.events = events
        self.people = people
    }

    init(of people: [PersonID], _ installation: Installation) async throws {
        self = try await installation.database.read { tx in
            func count(_ statement: Statement) throws -> Int { try tx.first(statement)?["n"] ?? 0 }
            return Trace(
                joins: try count("SELECT COUNT(*) AS n FROM joins WHERE kept_id IN \(list: people)"),
                merged: try count("SELECT COUNT(*) AS n FROM people WHERE id IN \(list: people) AND merged_into IS NOT NULL"),
                events: try count(
                    "SELECT COUNT(*) AS n FROM audit_events WHERE action = 'person.joined' AND subject IN \(list: people)"),
                people: [
                    try count("SELECT COUNT(DISTINCT person_id) AS n FROM members WHERE person_id IN \(list: people)"),
                    try count("SELECT COUNT(DISTINCT person_id) AS n FROM email_addresses WHERE person_id IN \(list: people)"),
                    try count("SELECT COUNT(DISTINCT person_id) AS n FROM import_sources WHERE person_id IN \(list: people)"),
                ])
        }
    }
}

@Suite("A join whose server is killed", .onEveryDatabase)
struct KilledJoinTests {
    /// People of both products with one password and no second factor.
    private func pairs() throws -> [ExampleLogin] {
        let all = try ExampleLogin.all().filter { $0.outcome == "signs in" && $0.factor == "none" }
        return all.filter { login in
            login.product == "dashboard"
                && all.contains {
                    $0.product == "mail" && $0.email.lowercased() == login.email.lowercased() && $0.password == login.password
                }
        }
    }

    @Test("Two logins are one with all that was moved, or two with all as it was; pressed again, the button joins them")
    func join() async throws {
        let data = try await ExampleTemplate.shared.copy(example: true)
        let configuration = try Configuration(file: nil, environment: [:], overrides: RunningServer.cheapest(data))
        let installation = try await Installation(configuration: configuration, role: .command, clock: SystemClock())
        let ports = try (0..<3).map { _ in try ReservedPort() }
        do { try await killing(data, installation, ports) } catch {
            await installation.stores.close()
            await data.remove()
            throw error
        }
        await installation.stores.close()
        await data.remove()
    }

    private func killing(_ data: ServerData, _ installation: Installation, _ ports: [ReservedPort]) async throws {
        let pairs = try pairs()
        try #require(pairs.count > 10)
        var left: [(login: ExampleLogin, people: [PersonID])] = []
        for (number, wait) in [0, 5, 15, 40, 100, 400].enumerated() {
            let login = pairs[number]
            let people = try await installation.people(named: login.email).map(\.id)
            try #require(people.count == 2)
            let server = try KillableServer(over: data, ports: ports)
            do {
                #expect(await server.listens())
                let (browser, offer) = try await offer(login, server)
                let pressed = Task { try await browser.submit(offer) }
                try await Task.sleep(for: .milliseconds(wait))
                await server.killed()
                _ = await pressed.result
            } catch {
                await server.killed()
                throw error
            }
            let trace = try await Trace(of: people, installation)
            #expect(trace == .absent || trace == .whole, "after \(wait) ms: \(trace)")
            if trace == .absent { left.append((login, people)) }
        }
        // Killed at once, it has done nothing yet.
        try #require(!left.isEmpty)
        let server = try KillableServer(over: data, ports: ports)
        do {
            #expect(await server.listens())
            for (login, people) in left {
                let (browser, offer) = try await offer(login, server)
                _ = try await browser.submit(offer)
                #expect(try await Trace(of: people, installation) == .whole)
            }
        } catch {
            await server.killed()
            throw error
        }
        await server.killed()
    }

    private func offer(_ login: ExampleLogin, _ server: KillableServer) async throws -> (Browser, Page.Form) {
        let browser = Browser()
        var page = try await browser.get(server.dashboard + "/")
        page = try await browser.submit(try #require(page.form(with: "address"), "\(page.text.prefix(300))"), ["address": login.email])
        page = try await browser.submit(try #require(page.form(with: "password"), "\(page.text.prefix(300))"), ["password": login.password])
        return (browser, try #require(page.form(to: JoinPath.offer), "\(page.url) \(page.text.prefix(300))"))
    }
}
