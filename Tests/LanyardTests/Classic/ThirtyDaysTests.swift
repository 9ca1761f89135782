import Access
import Core
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

/// One person of the move, with the browser that they use every day.
private struct Mover: Sendable {
    let login: ExampleLogin
    let id: PersonID
    let browser = Browser()
}

/// A product's people over thirty days, each of whom signs in as a person would, whichever door they are led to.
private struct Month: Sendable {
    let server: RunningServer
    let movers: [Mover]
    /// Other people of the product, of whom only the tries are told, as the doors tell them.
    let crowd: [ExampleLogin]
    let brake: Brake
    static let product: ProductID = "dashboard"

    var database: any Database { server.installation.database }
    var now: Timestamp { server.clock.now() }

    init(_ server: RunningServer, people: Int) async throws {
        self.server = server
        brake = Brake(server.installation.database, clock: server.clock)
        let all = try ExampleLogin.all()
        var movers: [Mover] = []
        for login in all where login.product == Self.product.rawValue && login.factor != "sms" && login.outcome == "signs in" {
            let alike = movers.count { $0.login.factor == login.factor }
            guard alike < people / 2, all.count(where: { $0.email.lowercased() == login.email.lowercased() }) == 1 else { continue }
            movers.append(Mover(login: login, id: try #require(try await server.installation.people(named: login.email).first).id))
        }
        self.movers = movers
        let chosen = Set(movers.map(\.login.email))
        crowd = Array(
            all.filter { $0.product == Self.product.rawValue && $0.outcome == "signs in" && !chosen.contains($0.email) }.prefix(300))
    }

    /// Follows the pages to the product, as a person does who knows what they know. `garbled`: what the release that is broken makes of codes.
    func enters(_ mover: Mover, garbled: Bool = false) async throws -> Bool {
        var page = try await mover.browser.get(server.dashboard + "/")
        var codes = 0
        steps: for _ in 0..<14 {
            if let form = page.form(with: "login") {
                page = try await mover.browser.submit(form, ["login": mover.login.email])
            } else if let form = page.form(with: "address") {
                page = try await mover.browser.submit(form, ["address": mover.login.email])
            } else if let form = page.form(with: "password") {
                page = try await mover.browser.submit(form, ["password": mover.login.password])
            } else if let form = page.form(with: "code") {
                guard codes < 3 else { return false }
                codes += 1
                page = try await mover.browser.submit(
                    form, ["code": garbled && page.url.hasPrefix(server.id) ? "000000" : try await mover.login.code(server)])
            } else if let guide = page.form(to: GuidePath.end) {
                page = try await mover.browser.submit(guide)
            } else if let later = page.form(to: JoinPath.postponement) {
                page = try await mover.browser.submit(later)
            } else {
                break steps
            }
        }
        let isIn = page.status == 200 && page.url.hasPrefix(server.dashboard) && page.form(with: "login") == nil
        if !isIn, !garbled { Issue.record("\(mover.login): \(page.status) \(page.url) \(page.text.prefix(200))") }
        return isIn
    }

    /// Lets all of them sign in, a few at a time. Returns who did not get in.
    func day(_ people: [Mover], garbled: @escaping @Sendable (Mover) -> Bool = { _ in false }) async throws -> [Mover] {
        try await withThrowingTaskGroup(of: Mover?.self) { group in
            var waiting = people[...]
            var outside: [Mover] = []
            func begin() {
                guard let next = waiting.popFirst() else { return }
                group.addTask { try await enters(next, garbled: garbled(next)) ? nil : next }
            }
            for _ in 0..<4 { begin() }
            while let ended = try await group.next() {
                if let mover = ended { outside.append(mover) }
                begin()
            }
            return outside
        }
    }

    /// The next morning: the products have read the list, and the brake has looked.
    func morning() async throws {
        server.clock.advance(by: .hours(24))
        try await settle()
    }

    /// The crowd's day: one in twenty gets in at a second try only, hours later. `inside`: how many thirds of it sign in at the ID.
    func crowdDay(inside: Int = 0, garbled: Bool = false) async throws {
        let now = now
        let crowd = crowd
        try await database.write { tx in
            let classic = ClassicTries(at: Self.product, limits: TryLimits())
            for (number, login) in crowd.enumerated() {
                let isInside = number % 3 < inside
                let fails = (number + Int(now.seconds / 86400)) % 20 == 0 || (garbled && isInside && login.factor == "totp")
                func note(_ result: EpisodeTry.Result, _ name: String, at time: Timestamp, there: Bool) throws {
                    let attempt = EpisodeTry(
                        episode: "\(name) \(number) \(now.seconds)", login: login.email, browser: "Firefox", isKnown: true, result: result,
                        at: time)
                    if there { try tx.noteAtTheID(attempt, at: Self.product) } else { try classic.note(attempt, in: tx, at: time) }
                }
                for _ in 0..<(fails ? 3 : 0) { try note(.wrongCode, "failed", at: now, there: isInside) }
                try note(.succeeded, "in", at: now + .hours(fails ? 5 : 0), there: isInside && !fails)
            }
        }
    }

    func settle() async throws {
        try await server.copyOldLogins()
        try await brake.run()
    }

    func inside() async throws -> Set<PersonID> {
        try await database.read { tx in
            Set(try tx.rows("SELECT person_id FROM rollout_logins WHERE succeeded_at IS NOT NULL").map { try $0["person_id"] as PersonID })
        }
    }

    func phase() async throws -> RolloutPhase { try #require(try await database.read { try $0.rolloutPhase(named: "of dashboard") }) }

    /// Every right of every member, as lines.
    func rights() async throws -> Set<String> {
        try await database.read { tx in
            Set(
                try tx.rows(
                    "SELECT m.person_id AS person, m.account_id AS account, m.product AS product, g.role AS role "
                        + "FROM members m JOIN access_grants g ON g.member_id = m.id"
                ).map { row in
                    let parts: [String] = try [row["person"], row["account"], row["product"], row["role"]]
                    return parts.joined(separator: " ")
                })
        }
    }

    /// The figures of the last days add up with one another and with the tables.
    func addUp() async throws {
        let now = now
        let (days, funnel, counted) = try await database.readLong { tx in
            (
                try tx.rolloutDays(of: FiguresScope(Self.product), since: now - .days(40), at: now), try tx.rolloutFunnel(of: Self.product),
                try tx.rows("SELECT side, result FROM rollout_episodes WHERE product = \(Self.product) AND number > 0")
            )
        }
        let episodes = days.reduce(0) { $0 + $1.inside.episodes + $1.outside.episodes }
        #expect(episodes == counted.count)
        let failed = try counted.count { try $0["result"] as String != "succeeded" }
        #expect(days.reduce(0) { $0 + $1.inside.failed + $1.outside.failed } == failed)
        #expect(days.reduce(0) { $0 + ($1.arrived ?? 0) } == funnel.succeeded)
        let succeeded = try await inside().count
        #expect(funnel.succeeded == succeeded && funnel.sent >= succeeded)
        #expect(days.allSatisfy { $0.shutOut == 0 }, "nobody was shut out for a day: \(days.filter { $0.shutOut > 0 })")
    }
}

@Suite("Thirty days of a move")
struct ThirtyDaysTests {
    /// Phases, a release that breaks one factor, the automatic pause, roll back, going on, an attack by guesses, and the end.
    @Test("Nobody who knew their password and factor is shut out for a day, no right grows, no old door stays open, and the figures add up")
    func month() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let month = try await Month(server, people: 60)
            let rights = try await month.rights()
            // The days before anybody moves: all by the old door, from then on in browsers that are known.
            #expect(try await month.day(month.movers).isEmpty)
            for _ in 0..<6 {
                try await month.morning()
                try await month.crowdDay()
            }
            try await month.morning()
            #expect(try await month.inside().isEmpty)
            try await month.addUp()

            // A third comes inside.
            try await set(month, percent: 3_500)
            #expect(try await month.day(month.movers).isEmpty)
            try await month.crowdDay(inside: 1)
            let first = try await month.inside()
            #expect((8...40).contains(first.count), "\(first.count)")
            try await month.morning()
            try await month.addUp()

            // A release at the ID garbles the codes of authenticator apps, on the day on which everybody else comes inside.
            try await set(month, percent: 10_000)
            let broken = try await month.day(month.movers) { $0.login.factor == "totp" }
            try await month.crowdDay(inside: 1, garbled: true)
            #expect(!broken.isEmpty && broken.allSatisfy { $0.login.factor == "totp" })
            try await month.settle()
            let pulled = try await month.database.read { try $0.rolloutBrakes(of: Month.product).map(\.whom.words) }
            let seen = try await month.brake.evidence(of: Month.product).map { "\($0.whom.words): \($0.evidence)" }
            #expect(!pulled.isEmpty, "the brake pauses by itself: \(broken.count) failed; \(seen)")
            // Whoever has not been in goes on at the old door at once; whoever has is brought back by the operator, the same day.
            server.clock.advance(by: .hours(3))
            try await rollBack(month)
            #expect(try await month.day(broken).isEmpty, "everybody is in again, within hours")
            try await month.morning()
            try await month.addUp()

            // Mended: the classes are released, and the phase goes on, in the end with everybody. Guessers try meanwhile.
            try await release(month)
            #expect(try await month.day(month.movers).isEmpty)
            try await guess(month)
            try await month.morning()
            #expect(try await month.phase().state == .running, "guesses pull no brake")
            try await set(month, percent: 10_000)
            for day in 0..<8 {
                let some = month.movers.enumerated().filter { $0.offset % 4 == day % 4 }.map(\.element)
                #expect(try await month.day(some).isEmpty, "day \(day)")
                try await month.morning()
            }
            server.clock.advance(by: .days(15))
            try await month.settle()
            try await month.addUp()

            // All are inside, the old doors are dead, and nobody may do more than before.
            let all = try await month.inside()
            #expect(month.movers.allSatisfy { all.contains($0.id) })
            for mover in month.movers.prefix(20) {
                let page = try await server.signInThere(Browser(), mover.login)
                #expect(page.url.hasPrefix(server.id), "\(mover.login): \(page.url)")
            }
            #expect(try await month.rights() == rights)
            #expect(try await month.day(month.movers).isEmpty)
        }
    }

    private func set(_ month: Month, percent: Int) async throws {
        let now = month.now
        let phase = try await month.phase()
        try await month.database.write { tx in
            var terms = phase.terms
            terms.percent = percent
            _ = try RolloutWork(tx, at: now).change(phase, to: terms)
        }
    }

    /// As the operator does it for the whole phase.
    private func rollBack(_ month: Month) async throws {
        let now = month.now
        let keyring = month.server.installation.keyring
        var phase = try await month.phase()
        if phase.state == .running {
            let running = phase
            phase = try await month.database.write { try RolloutWork($0, at: now).pause(running).phase }
        }
        let paused = phase
        let back = try await month.database.write { try RollBack($0, to: Month.product, keyring, at: now).run(paused, after: nil) }
        #expect(back.staying.isEmpty && !back.back.isEmpty, "\(back.staying)")
        try await month.settle()
    }

    private func release(_ month: Month) async throws {
        let now = month.now
        let phase = try await month.phase()
        try await month.database.write { tx in
            for brake in try tx.rolloutBrakes(of: Month.product) { try tx.release(brake, at: now) }
            _ = try RolloutWork(tx, at: now).resume(phase)
        }
        try await month.settle()
    }

    /// Wrong passwords for many people, from browsers that are nobody's.
    private func guess(_ month: Month) async throws {
        for mover in month.movers.prefix(20) {
            let stranger = Browser()
            var page = try await stranger.get(month.server.dashboard + "/")
            page = try await stranger.submit(try #require(page.form(with: "login")), ["login": mover.login.email])
            if let form = page.form(with: "address") { page = try await stranger.submit(form, ["address": mover.login.email]) }
            for _ in 0..<3 {
                guard let form = page.form(with: "password") else { break }
                page = try await stranger.submit(form, ["password": "a guess"])
            }
            #expect(!(page.status == 200 && page.url.hasPrefix(month.server.dashboard)))
        }
        try await month.settle()
    }
}
