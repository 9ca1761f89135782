internal import Access
internal import ArgumentParser
internal import Core
internal import SQL
internal import Transition

/// Which part of a product's move figures are of.
struct ScopeOptions: ParsableArguments {
    @Argument(help: "The product.") var product: String
    @Option(help: "Only those whom that phase brought inside.") var phase: String?
    @Option(name: .customLong("class"), help: "Only that class, as 'lanyard rollout evidence' names it.") var whom: String?
    @Option(help: "How many days back.") var days = 30

    func scope(_ installation: Installation) async throws -> FiguresScope {
        guard (1...400).contains(days) else { throw CommandError("--days is 1 to 400.") }
        var scope = FiguresScope(try installation.product(named: product).id)
        if let phase {
            guard let found = try await installation.database.read({ try $0.rolloutPhase(named: phase) }), found.product == scope.product
            else { throw RolloutCommand.Named.missing(phase) }
            scope.phase = found.id
        }
        if let whom {
            let known = try await Brake(installation.database, clock: installation.clock).evidence(of: scope.product)
            guard let found = known.first(where: { $0.whom.words == whom })?.whom else {
                throw CommandError("\(product) has no class \"\(whom)\". See them all: lanyard rollout evidence \(product)")
            }
            scope.whom = found
        }
        return scope
    }

    func since(_ now: Timestamp) -> Timestamp { now - .days(Int64(days)) }
}

/// How a product's move goes, day by day.
struct FiguresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures", abstract: "How the move goes, day by day (UTC): failed episodes at both doors, people shut out, questions.")
    @OptionGroup var printing: Printing
    @OptionGroup var options: ScopeOptions

    func run() async throws {
        try await printing.answer { installation in
            let scope = try await options.scope(installation)
            let now = installation.clock.now()
            let since = options.since(now)
            let days = try await installation.database.readLong { try $0.rolloutDays(of: scope, since: since, at: now) }
            return Answer(
                days.map(PrintedDay.init), none: "Nothing happened in these days.",
                [
                    "day", "inside failed", "outside failed", "wrong codes", "seconds inside", "outside", "arrived", "shut out",
                    "strangers",
                    "questions",
                ]
            ) {
                [
                    $0.day, $0.inside.text, $0.outside.text, "\($0.inside.wrongCodes) / \($0.outside.wrongCodes)",
                    $0.inside.seconds, $0.outside.seconds, Self.known($0.arrived), "\($0.shutOut)", Self.known($0.strangers),
                    Self.known($0.tickets),
                ]
            }
        }
    }
}

extension FiguresCommand {
    fileprivate static func known(_ count: Int?) -> String { count.map { "\($0)" } ?? "-" }
}

/// Whom a move fails.
struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "The ten newest failed episodes at the ID, or who is shut out.")
    @OptionGroup var printing: Printing
    @OptionGroup var options: ScopeOptions
    @Flag(help: "People who failed and have not come in since, and who had signed in in the 90 days before.")
    var shutOut = false

    func run() async throws {
        try await printing.answer { installation in
            let scope = try await options.scope(installation)
            let since = options.since(installation.clock.now())
            let isOfShutOut = shutOut
            let cases = try await installation.database.readLong { tx in
                try isOfShutOut ? tx.peopleShutOut(of: scope, since: since, limit: 1000) : tx.newestFailures(of: scope)
            }
            return Answer(
                cases.map(PrintedCase.init), none: "Nobody.",
                ["last try", "person", "door", "result", "wrong", "browser", "hash", "factor", "shut out"]
            ) {
                [
                    $0.lastAt, $0.person ?? "", $0.door, $0.result, "\($0.wrong)", $0.browser, $0.hash, $0.factor,
                    $0.isShutOut.map { $0 ? "yes" : "no" } ?? "",
                ]
            }
        }
    }
}

private struct PrintedDay: Encodable {
    let day: String
    let inside: Door
    let outside: Door
    /// Null where it is not known.
    let arrived: Int?
    let shutOut: Int
    let strangers: Int?
    let tickets: Int?

    enum CodingKeys: String, CodingKey {
        case day, inside, outside, arrived, strangers, tickets
        case shutOut = "shut_out"
    }

    struct Door: Encodable {
        let episodes: Int
        let failed: Int
        let wrongCodes: Int
        let medianSeconds: Int?

        enum CodingKeys: String, CodingKey {
            case episodes, failed
            case wrongCodes = "wrong_codes"
            case medianSeconds = "median_seconds"
        }

        init(_ door: RolloutDay.Door) {
            episodes = door.episodes
            failed = door.failed
            wrongCodes = door.wrongCodes
            medianSeconds = door.medianSeconds
        }

        var text: String { "\(failed) of \(episodes)" }
        var seconds: String { medianSeconds.map { "\($0)" } ?? "" }
    }

    init(_ day: RolloutDay) {
        self.day = day.day
        inside = Door(day.inside)
        outside = Door(day.outside)
        arrived = day.arrived
        shutOut = day.shutOut
        strangers = day.strangers
        tickets = day.tickets
    }
}

private struct PrintedCase: Encodable {
    let person: String?
    let door: String
    let result: String
    let wrong: Int
    let browser: String
    let hash: String
    let factor: String
    let startedAt: String
    let lastAt: String
    /// Whether they came in by no door in the 24 hours after; null until that is known.
    let isShutOut: Bool?

    enum CodingKeys: String, CodingKey {
        case person, door, result, wrong, browser, hash, factor
        case startedAt = "started_at"
        case lastAt = "last_at"
        case isShutOut = "shut_out"
    }

    init(_ episode: FailedEpisode) {
        person = episode.person?.text
        door = episode.side
        result = episode.result.rawValue
        wrong = episode.wrong
        browser = episode.browser
        hash = episode.whom.hash ?? ""
        factor = episode.whom.factor ?? ""
        startedAt = episode.startedAt.rfc3339
        lastAt = episode.lastAt.rfc3339
        isShutOut = episode.isShutOut
    }
}
