import Access
import Audit
import Core
import Foundation
import SQL
import Schema
import TestSupport
import Testing

@testable import Lanyard

/// The log of events is sealed by hash and signed by day: whatever is changed in it later is found, and where.
@Suite("The sealed log", .serialized) struct AuditChainTests {
    @Test("A log that nobody touched is whole, and the events that are not sealed yet are named", .onEveryDatabase)
    func whole() async throws {
        try await SealedLog.with { log in
            let before = try await log.report()
            #expect(before.isWhole && before.events == 6 && before.chains == 3 && before.unsealed == 0)
            try await log.database.write { try log.record($0, "late", in: log.first) }
            let after = try await log.report()
            #expect(after.isWhole && after.events == 6 && after.unsealed == 1 && after.firstUnsealed.count == 1)
            #expect(before.unsigned == 6 && before.head == nil, "sealed, and no signature says so yet")
        }
    }

    @Test(
        "Whatever of an event is changed is found, with its number",
        .onEveryDatabase,
        arguments: [
            "at = at + 1", "actor = 'operator'", "action = 'member.removed'", "subject = 'mem_x'", "product = 'mail'", "details = '{}'",
            "client_id = 'cli_x'", "session_id = 'ses_x'", "proof = 'urn:lanyard:2'", "changes = '{}'", "value_digests = NULL",
            "account_id = NULL",
        ])
    func changed(_ change: String) async throws {
        try await SealedLog.with { log in
            let event = try await log.event(2, of: log.first)
            try await log.run("UPDATE audit_events SET \(change) WHERE id = '\(event)'")
            let report = try await log.report()
            #expect(!report.isWhole)
            #expect(report.faults.contains { $0.number == 2 || ($0.kind == .eventsMissing && $0.number == 2) }, "\(report.faults)")
        }
    }

    @Test("An event that was removed is missed at its number, in the middle and at the end", .onEveryDatabase, arguments: [2, 3])
    func removed(_ number: Int) async throws {
        try await SealedLog.with { log in
            let event = try await log.event(number, of: log.first)
            try await log.run("DELETE FROM event_values WHERE event_id = '\(event)'")
            try await log.run("DELETE FROM audit_events WHERE id = '\(event)'")
            let faults = try await log.report().faults
            let found = faults.contains { $0.kind == .eventsMissing && $0.account == log.first && $0.number == Int64(number) }
            #expect(found, "\(faults)")
        }
    }

    @Test("Events that changed places are found, also where their hashes went with them", .onEveryDatabase)
    func reordered() async throws {
        try await SealedLog.with { log in
            try await log.run(
                "UPDATE audit_events SET chain_number = 5 - chain_number WHERE account_id = '\(log.first)' AND chain_number IN (2, 3)")
            let faults = try await log.report().faults
            #expect(faults.first?.kind == .eventChanged && faults.first?.number == 2, "\(faults)")
        }
    }

    @Test("A second event at the same number, and an end that is not the last event, are found", .onEveryDatabase)
    func added() async throws {
        try await SealedLog.with { log in
            try await log.database.write { try log.record($0, "false", in: log.first) }
            try await log.run("UPDATE audit_events SET chain_number = 2, chain_hash = \(log.bytes) WHERE chain_number IS NULL")
            let faults = try await log.report().faults
            #expect(faults.contains { $0.kind == .eventChanged && $0.number == 2 }, "\(faults)")
            try await log.run("UPDATE audit_chains SET number = 9 WHERE chain = '\(log.second)'")
            let missing = try await log.report().faults
            #expect(missing.contains { $0.kind == .eventsMissing && $0.account == log.second })
            try await log.run("DELETE FROM audit_chains WHERE chain = '\(log.second)'")
            let ends = try await log.report().faults
            #expect(ends.contains { $0.kind == .endChanged && $0.account == log.second })
        }
    }

    @Test(
        "A personal value that was changed or added is found; one that was erased is none, and its digest tells nothing", .onEveryDatabase)
    func values() async throws {
        try await SealedLog.with { log in
            try await log.database.write { try $0.eraseEventValues(of: [log.person], addresses: []) }
            let erased = try await log.report()
            #expect(erased.isWhole && erased.erased == 3)
            let salts = try await log.database.read { try $0.rows("SELECT salt FROM event_values").count }
            #expect(salts == 0, "the salt goes with the value")
            let event = try await log.event(1, of: log.first)
            try await log.run(
                "INSERT INTO event_values (event_id, name, value, salt) VALUES ('\(event)', 'email', 'eve@evil.example', \(log.bytes))")
            let faults = try await log.report().faults
            #expect(faults.map(\.kind) == [.valueChanged] && faults.first?.event == event)
        }
    }

    @Test(
        "Whoever writes every table anew meets the signature, and whoever removes the signatures meets the one that was kept",
        .onEveryDatabase)
    func rewritten() async throws {
        try await SealedLog.with { log in
            let head = try await log.sign()
            #expect(try await log.report().isWhole)
            try await log.run("UPDATE audit_events SET actor = 'operator'")
            try await log.run("UPDATE audit_events SET chain_number = NULL, chain_hash = NULL, value_digests = NULL")
            try await log.run("DELETE FROM audit_chains")
            try await log.database.write { try $0.sealEvents() }
            let rewritten = try await log.report().faults
            #expect(!rewritten.isEmpty && rewritten.allSatisfy { $0.kind == .headNotMet && $0.head == 1 }, "\(rewritten)")

            try await log.run("DELETE FROM audit_head_chains")
            #expect(try await log.report().faults.contains { $0.kind == .headChanged })
            try await log.run("DELETE FROM audit_heads")
            #expect(try await log.report().isWhole, "from here on only the kept signature knows")
            #expect(try await log.report(kept: [head.signed]).faults.map(\.kind) == [.headMissing])
            await #expect(throws: (any Error).self) { try await log.report(kept: [head.signed + "x"]) }
        }
    }

    @Test("The ends are signed once a day, each over the one before; a day's signature that is gone is missed", .onEveryDatabase)
    func daily() async throws {
        try await SealedLog.with { log in
            let first = try await log.sign()
            let again = try await log.database.write { try $0.signHead(by: log.key, at: log.clock.now()) }
            #expect(again == nil)
            for day in 1...2 {
                log.clock.advance(by: .days(1))
                try await log.database.write { try log.record($0, "day \(day)", in: log.second) }
                try await log.database.write { try $0.sealEvents() }
                _ = try await log.sign()
            }
            #expect(try await log.report(kept: [first.signed]).isWhole)
            try await log.run("DELETE FROM audit_head_chains WHERE head = 2")
            try await log.run("DELETE FROM audit_heads WHERE number = 2")
            let faults = try await log.report().faults
            #expect(faults.map(\.kind) == [.headMissing, .headChanged] && faults.first?.head == 2, "\(faults)")
        }
    }

    @Test("Old events go up to a signature, and the rest still begins at what was signed", .onEveryDatabase)
    func retention() async throws {
        try await SealedLog.with { log in
            _ = try await log.sign()
            log.clock.advance(by: .days(100))
            try await log.database.write { try log.record($0, "new", in: log.first) }
            try await log.database.write { try $0.sealEvents() }
            let now = log.clock.now()
            let (moved, given) = try await log.database.write { tx -> (Int, AuditHead?) in
                var given: AuditHead?
                return (try tx.moveBeginnings(before: now - .days(90), by: log.key, at: now) { given = $0 }, given)
            }
            #expect(moved == 3)
            var deleted = 0
            while true {
                let count = try await log.database.write { try $0.deleteEventsBeforeBeginnings(atMost: 2) }
                guard count > 0 else { break }
                deleted += count
            }
            #expect(deleted == 6)
            try await log.database.write { try $0.sealEvents() }
            let report = try await log.report()
            #expect(report.isWhole && report.events == 2, "the new one, and that the old ones went: \(report.faults)")
            let again = try await log.database.write { try $0.moveBeginnings(before: now - .days(90), by: log.key, at: now) }
            #expect(again == 0)

            #expect(report.cut == 1)
            let newest = try await log.database.read { try $0.lastHead() }
            #expect(newest == given && newest?.number == 2, "the signature that allows it leaves the server too")
            try await log.run("UPDATE audit_chains SET begins_after = 4, begin_hash = hash WHERE chain = '\(log.first)'")
            #expect(try await log.report().faults.contains { $0.kind == .beginningChanged && $0.account == log.first })
        }
    }

    @Test(
        "No beginning is believed that no signature allows: not one that was signed as an end, nor one of a signature that is not there",
        .onEveryDatabase)
    func beginnings() async throws {
        try await SealedLog.with { log in
            let head = try await log.sign()
            try await log.run("DELETE FROM event_values")
            try await log.run("DELETE FROM audit_events")
            try await log.run("UPDATE audit_chains SET begins_after = number, begin_hash = hash")
            let signedEnds = try await log.report(kept: [head.signed]).faults
            #expect(signedEnds.count == 3 && signedEnds.allSatisfy { $0.kind == .beginningChanged }, "\(signedEnds)")
            try await log.run("UPDATE audit_heads SET cut = 1 WHERE number = 1")
            #expect(try await log.report(kept: [head.signed]).isWhole == false)
        }
    }

    @Test(
        "What this server never wrote stops neither the sealing of the rest nor the check, and is named", .onEveryDatabase,
        arguments: [
            "session_id = 'evil'", "chain_number = 0", "chain_number = -5", "chain_number = 9007199254740993", "actor = 'x', at = 1",
        ])
    func strange(_ change: String) async throws {
        try await SealedLog.with { log in
            try await log.database.write { try log.record($0, "poison", in: log.second) }
            let poison = try await log.newest()
            try await log.run("UPDATE audit_events SET \(change) WHERE id = '\(poison)'")
            log.clock.advance(by: .minutes(11))
            try await log.database.write { try log.record($0, "later", in: log.first) }
            while try await log.database.write({ try $0.sealEvents(atMost: 2) }) > 0 {}
            let report = try await log.report()
            let later = try await log.database.read { try $0.rows("SELECT id FROM audit_events WHERE chain_number IS NOT NULL").count }
            #expect(later >= 7, "the later one is sealed")
            // An event that can be read and was changed before its seal is sealed as it is.
            #expect(report.isWhole == change.hasPrefix("actor"), "\(report.faults)")
            if !report.isWhole { #expect(report.faults.contains { $0.event == poison }, "\(report.faults)") }
        }
    }

    @Test("Ends and signatures out of all bounds are faults, and crash nothing", .onEveryDatabase)
    func bounds() async throws {
        try await SealedLog.with { log in
            _ = try await log.sign()
            try await log.run("UPDATE audit_chains SET number = 9223372036854775807 WHERE chain = '\(log.first)'")
            try await log.run("UPDATE audit_heads SET at = -9223372036854775807")
            let faults = try await log.report().faults.map(\.kind)
            #expect(faults.contains(.endChanged) && faults.contains(.headChanged))
            try await log.database.write { try log.record($0, "more", in: log.first) }
            try await log.database.write { try log.record($0, "more", in: log.second) }
            #expect(try await log.database.write { try $0.sealEvents() } == 1, "that chain waits for the operator")
        }
    }
}

/// Three events in one account, two in another and one in none, sealed; those of the first account hold an address each.
private struct SealedLog: Sendable {
    let database: any Database
    let clock = TestClock()
    let key: AuditKey
    let first: AccountID
    let second: AccountID
    let person: PersonID

    /// 32 bytes as SQL of this database.
    var bytes: String { isPostgres ? "decode(repeat('00', 32), 'hex')" : "zeroblob(32)" }
    private let isPostgres: Bool

    static func with(_ body: @Sendable (SealedLog) async throws -> Void) async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let log = try SealedLog(database)
            try await database.write { tx in
                for number in 1...3 { try log.record(tx, "event \(number)", in: log.first, email: "ada@northwind.example") }
                for number in 1...2 { try log.record(tx, "event \(number)", in: log.second) }
                try log.record(tx, "event", in: nil)
                while try tx.sealEvents(atMost: 2) > 0 {}
            }
            try await body(log)
        }
    }

    private init(_ database: any Database) throws {
        self.database = database
        let keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 1, count: 32)]))
        key = try AuditKey(keyring)
        let now = TestClock().now()
        first = AccountID(at: now)
        second = AccountID(at: now)
        person = PersonID(at: now)
        isPostgres = String(describing: type(of: database)).contains("Postgres")
    }

    func record(_ tx: Transaction, _ name: String, in account: AccountID?, email: String? = nil) throws {
        let event = AuditEvent(
            .memberAdded, by: .person(person), on: "mem_1", account: account, details: ["name": name, "product": "dashboard"]
        ).changing(["role": AuditEvent.Change(nil, "member")])
        let values = email.map { ["email": $0] } ?? [:]
        try Circumstances.$current.withValue(Circumstances(proof: "urn:lanyard:1", client: "cli_1")) {
            try tx.append(event.telling(AuditEvent.PersonalValues(of: person, values)), at: clock.now())
        }
    }

    func report(kept: [String] = []) async throws -> ChainReport {
        try await database.readLong { [key] in try ChainCheck.report($0, signer: key, kept: kept) }
    }

    func sign() async throws -> AuditHead {
        let head = try await database.write { [key, clock] tx in try tx.signHead(by: key, at: clock.now()) }
        return try #require(head)
    }

    func event(_ number: Int, of account: AccountID) async throws -> EventID {
        try await database.read { tx in
            let row = try #require(
                try tx.rows("SELECT id FROM audit_events WHERE account_id = \(account) AND chain_number = \(number)").first)
            return try row["id"]
        }
    }

    func newest() async throws -> EventID {
        try await database.read { tx in
            let row = try #require(try tx.rows("SELECT id FROM audit_events WHERE chain_number IS NULL ORDER BY id DESC LIMIT 1").first)
            return try row["id"]
        }
    }

    /// What somebody does who can write the database.
    func run(_ sql: String) async throws { _ = try await database.write { try $0.run(Statement(stringLiteral: sql)) } }
}
