internal import Access
internal import ArgumentParser
internal import Core
internal import SQL
internal import Transition

/// The evidence of a product's move: how often people fail inside and outside, by class, and what is paused.
struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "How often people fail inside and outside, by class, and which classes are paused.")
    @OptionGroup var printing: Printing
    @Argument(help: "The product.") var product: String

    func run() async throws {
        try await printing.answer { installation in
            let id = try installation.product(named: product).id
            let reports = try await Brake(installation.database, clock: installation.clock).evidence(of: id)
            let brakes = try await installation.database.read { try $0.standingBrakes(of: id) }
            let printed = reports.map { report in PrintedClass(report, brakes.first { $0.whom == report.whom }) }
            return Answer(
                printed, none: "Nobody is inside yet, so there is nothing to compare.",
                ["class", "before", "outside", "inside", "evidence", "pauses at", "paused"]
            ) { [$0.class, $0.before, $0.outside, $0.inside, $0.evidence, $0.threshold, $0.paused ?? ""] }
        }
    }
}

/// Leads a class of people to the ID again.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Lead a class to the ID again that was paused; its evidence begins anew.")
    @OptionGroup var printing: Printing
    @Argument(help: "What was paused, by its id: see 'lanyard rollout evidence'.") var brake: String

    func run() async throws {
        try await printing.answer { installation in
            let name = brake
            let now = installation.clock.now()
            let printed = try await installation.database.write { tx -> PrintedRelease in
                guard let brake = try tx.rolloutBrakes().first(where: { $0.id.text == name }) else {
                    throw CommandError("Nothing with that id is paused. See: lanyard rollout evidence PRODUCT")
                }
                guard try tx.release(brake, at: now) else { throw CommandError("\(brake.whom.words) was released before.") }
                return PrintedRelease(brake: brake.id.text, product: brake.product.rawValue, class: brake.whom.words)
            }
            return Answer(printed, "\(printed.class) of \(printed.product): led to the ID again.")
        }
    }
}

private struct PrintedRelease: Encodable, Sendable {
    let brake: String
    let product: String
    let `class`: String
}

private struct PrintedClass: Encodable {
    let `class`: String
    /// Failed episodes of all: at the old door before anybody was inside, there since, and at the ID.
    let before: String
    let outside: String
    let inside: String
    let rate: Double
    let evidence: String
    let threshold: String
    /// The id of what is paused.
    let paused: String?

    init(_ report: ClassReport, _ brake: RolloutBrake?) {
        `class` = report.whom.words
        before = Self.text(report.before)
        outside = Self.text(report.outside)
        inside = Self.text(report.inside)
        rate = report.rate
        evidence = Self.rounded(report.evidence)
        threshold = Self.rounded(report.threshold)
        paused = brake?.id.text
    }

    private static func text(_ counts: RolloutBrake.Counts) -> String { "\(counts.failed) of \(counts.episodes)" }

    /// Two digits are enough to see how far it is.
    private static func rounded(_ value: Double) -> String {
        value < 100 ? "\((value * 100).rounded() / 100)" : value < 1e15 ? "\(Int64(value))" : "over 1e15"
    }
}
