import Access
import Audit
import Core
import Foundation
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

/// Commands of a move as processes that are killed at any moment: what they did is whole or absent, and done again it is done once.
@Suite("Killed commands of a move", .onEveryDatabase)
struct KilledMoveTests {
    /// Runs the command over the data. Killed after that long, unless it ended before; nil lets it end. Returns whether it ended well.
    private func run(_ arguments: [String], over data: ServerData, killedAfter wait: Duration?) async throws -> Bool {
        let variables = ["LANYARD_DATABASE": data.database, "LANYARD_HASHING_MEMORY_KIB": "8", "LANYARD_HASHING_PASSES": "1"]
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LANYARD_") }.merging(variables) { $1 }
        let program = try ChildProgram(
            CommandLine.executable.path, arguments + ["--data", data.folder.path], environment: environment, errorsToOutput: true)
        let killer = wait.map { wait in
            Task {
                try await Task.sleep(for: wait)
                kill(program.id, SIGKILL)
            }
        }
        let status = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                _ = program.output.readDataToEndOfFile()
                // The killer is through or stopped before the number of the process is free for another one.
                killer?.cancel()
                continuation.resume(returning: program.wait())
            }
        }
        return status == 0
    }

    private func with(example: Bool, _ body: (ServerData, Installation) async throws -> Void) async throws {
        let data = try await ExampleTemplate.shared.copy(example: example)
        let configuration = try Configuration(file: nil, environment: [:], overrides: RunningServer.cheapest(data))
        let installation = try await Installation(configuration: configuration, role: .command, clock: SystemClock())
        do { try await body(data, installation) } catch {
            await installation.stores.close()
            await data.remove()
            throw error
        }
        await installation.stores.close()
        await data.remove()
    }

    @Test("A roll back: each person is inside or back, with their event, and all are back in the end")
    func rollBack() async throws {
        try await with(example: true) { data, installation in
            let now = installation.clock.now()
            let total = try await installation.database.write { tx in
                let classic = try #require(ClassicProduct("dashboard", sealingKey: [9] + Array(repeating: 0, count: 31), at: now))
                try tx.register(classic, by: .operatorCommand, at: now)
                var terms = RolloutPhase.Terms()
                terms.percent = 10_000
                let work = RolloutWork(tx, at: now)
                _ = try work.start(work.add(named: "all", to: "dashboard", terms), at: nil)
                let people = try tx.rows("SELECT DISTINCT person_id FROM import_sources WHERE product = 'dashboard'").map {
                    try $0["person_id"] as PersonID
                }
                for person in people { try tx.noteArrival(of: person, in: "dashboard", at: now) }
                return people.count
            }
            #expect(total > 400)
            func counts() async throws -> (inside: Int, back: Int, events: Int) {
                try await installation.database.read { tx in
                    func count(_ statement: Statement) throws -> Int { try tx.first(statement)?["n"] ?? 0 }
                    return (
                        try count("SELECT COUNT(*) AS n FROM rollout_logins WHERE succeeded_at IS NOT NULL"),
                        try count("SELECT COUNT(*) AS n FROM rollout_returns"),
                        try count("SELECT COUNT(*) AS n FROM audit_events WHERE action = 'login.returned'")
                    )
                }
            }
            for step in 1...5 {
                _ = try await run(["rollout", "rollback", "all"], over: data, killedAfter: .milliseconds(step * 250))
                let found = try await counts()
                #expect(found.inside + found.back == total && found.events == found.back, "\(found) of \(total)")
            }
            #expect(try await run(["rollout", "rollback", "all"], over: data, killedAfter: nil))
            let found = try await counts()
            #expect(found.inside + found.back == total && found.events == found.back && found.back > 300, "\(found) of \(total)")
        }
    }

    @Test("A change of a phase: its terms and its event stand together or not at all")
    func change() async throws {
        try await with(example: true) { data, installation in
            let now = installation.clock.now()
            _ = try await installation.database.write { tx in try RolloutWork(tx, at: now).add(named: "all", to: "dashboard", .init()) }
            for step in 1...6 {
                _ = try await run(
                    ["rollout", "change", "all", "--percent", "\(step)"], over: data, killedAfter: .milliseconds(step * 150))
                let (percent, told) = try await installation.database.read { tx in
                    let last = try tx.rows("SELECT details FROM audit_events WHERE action = 'rollout.phase-changed'").count
                    return (try tx.rolloutPhase(named: "all")?.terms.percent ?? -1, last)
                }
                // Every change made another share; those that were made have their event.
                #expect((percent == 0) == (told == 0), "\(percent) \(told)")
            }
            #expect(try await run(["rollout", "start", "all"], over: data, killedAfter: nil))
            #expect(try await installation.database.read { try $0.rolloutPhase(named: "all") }?.state == .running)
        }
    }

    private struct Counts: Equatable {
        let people: Int
        let sources: Int
        let members: Int
        let addresses: Int

        init(_ installation: Installation) async throws {
            self = try await installation.database.read { tx in
                func count(_ statement: Statement) throws -> Int { try tx.first(statement)?["n"] ?? 0 }
                return Counts(
                    people: try count("SELECT COUNT(*) AS n FROM people"),
                    sources: try count("SELECT COUNT(DISTINCT external_id) AS n FROM import_sources"),
                    members: try count("SELECT COUNT(*) AS n FROM members"),
                    addresses: try count("SELECT COUNT(*) AS n FROM email_addresses"))
            }
        }

        private init(people: Int, sources: Int, members: Int, addresses: Int) {
            self.people = people
            self.sources = sources
            self.members = members
            self.addresses = addresses
        }
    }

    @Test("An import: begun again after each kill, it brings everybody once, as one that was never killed")
    func imported() async throws {
        let arguments = ["import", "dashboard-csv", Vectors.project.appending(path: "Examples/dashboard-users.csv").path]
        var whole: Counts?
        try await with(example: false) { data, installation in
            #expect(try await run(arguments, over: data, killedAfter: nil))
            whole = try await Counts(installation)
        }
        try await with(example: false) { data, installation in
            for step in 1...5 {
                _ = try await run(arguments, over: data, killedAfter: .milliseconds(step * 300))
                let found = try await Counts(installation)
                #expect(found.people == found.sources && found.members == found.people, "nobody is half there: \(found)")
            }
            #expect(try await run(arguments, over: data, killedAfter: nil))
            #expect(try await Counts(installation) == whole)
        }
        #expect(whole.map { $0.people > 500 } == true)
    }
}
