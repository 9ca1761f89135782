internal import Access
internal import ArgumentParser
internal import Core
internal import SQL
internal import Transition

/// The phases in which a product's people move from their old logins to the ID.
struct RolloutCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "rollout", abstract: "The move of a product's people to the ID, in phases.",
        subcommands: [
            Status.self, Add.self, Change.self, Start.self, Pause.self, Resume.self, RollBackCommand.self, Remove.self,
            ClassicCommand.self, HookCommand.self, EvidenceCommand.self, FiguresCommand.self, CasesCommand.self,
            ReleaseCommand.self, FinishCommand.self, DaysCommand.self, AgreeCommand.self, DeclineCommand.self,
        ])

    struct Named: ParsableArguments {
        @Argument(help: "The phase, by its name.") var phase: String

        static func missing(_ name: String) -> CommandError {
            CommandError("There is no phase \"\(name)\". See them all: lanyard rollout status")
        }

        func find(_ installation: Installation) async throws -> RolloutPhase {
            let name = phase
            guard let found = try await installation.database.read({ try $0.rolloutPhase(named: name) }) else { throw Self.missing(name) }
            return found
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every phase: whom it takes, and how many came inside.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let now = installation.clock.now()
                let phases = try await installation.database.readLong { tx in
                    try tx.rolloutPhases().map { try PrintedPhase($0, tx, at: now) }
                }
                return Answer(
                    phases, none: "No phases: everybody signs in at the ID.",
                    ["name", "product", "state", "takes", "people", "sent", "succeeded"]
                ) { [$0.name, $0.product, $0.state, $0.takes, "\($0.people)", "\($0.sent)", "\($0.succeeded)"] }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a phase, as a draft. It counts for nobody until it is started.")
        @OptionGroup var printing: Printing
        @Argument(help: "What it is called.") var name: String
        @Option(help: "Whose people move.") var product: String
        @OptionGroup var terms: TermOptions

        func run() async throws {
            try await printing.answer(creating: true) { installation in
                let product = try installation.product(named: product)
                let terms = try await terms.change(installation)(.init())
                return try await installation.rollout { work, _ in try work.add(named: name, to: product.id, terms) }
            }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change whom a phase takes. Whoever was sent to the ID before stays there.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named
        @OptionGroup var terms: TermOptions
        @Flag(help: "Only say what would happen.") var dryRun = false

        func run() async throws {
            if dryRun { return try await rehearse() }
            try await printing.answer { installation in
                let change = try await terms.change(installation)
                return try await installation.rollout(named) { work, phase in try work.change(phase, to: change(phase.terms)) }
            }
        }

        private func rehearse() async throws {
            try await printing.answer { installation in
                let phase = try await named.find(installation)
                return try await installation.rehearse(phase.changed(to: terms.change(installation)(phase.terms)))
            }
        }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start a phase. From then on its product's people sign in as ever, but for those whom a phase takes.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named
        @Option(help: "When it begins, such as 2026-12-01T08:00:00Z; at once without.") var at: String?
        @Flag(help: "Tell its people by mail, a week before it begins.") var announce = false
        @Flag(help: "Only say what would happen.") var dryRun = false

        func run() async throws {
            let start = try at.map { try TermOptions.time($0, option: "--at") }
            guard !announce || start != nil else { throw CommandError("Say with --at when it begins: people are told the day.") }
            let isAnnounced = announce
            if dryRun { return try await printing.answer { try await $0.rehearse(named.find($0)) } }
            try await printing.answer { installation in
                try await installation.rollout(named) { work, phase in try work.start(phase, at: start, announced: isAnnounced) }
            }
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pause a phase: nobody new comes inside. Whoever succeeded at the ID stays there.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named

        func run() async throws {
            try await printing.answer { installation in
                try await installation.rollout(named) { work, phase in try work.pause(phase).phase }
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a paused phase.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named

        func run() async throws {
            try await printing.answer { installation in
                try await installation.rollout(named) { work, phase in try work.resume(phase) }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a phase that was never started.")
        @OptionGroup var printing: Printing
        @OptionGroup var named: Named

        func run() async throws {
            try await printing.answer { installation in
                try await installation.rollout(named) { work, phase in
                    try work.remove(phase)
                    return phase
                }
            }
        }
    }
}

extension Installation {
    /// The same with a phase, which is read in that transaction.
    fileprivate func rollout(
        _ named: RolloutCommand.Named, _ act: @escaping @Sendable (RolloutWork, RolloutPhase) throws -> RolloutPhase
    ) async throws -> Answer<PrintedPhase> {
        let name = named.phase
        return try await rollout { work, tx in
            guard let phase = try tx.rolloutPhase(named: name) else { throw RolloutCommand.Named.missing(name) }
            return try act(work, phase)
        }
    }

    /// Does it in one transaction, and answers with the phase as it is then.
    fileprivate func rollout(
        _ act: @escaping @Sendable (RolloutWork, Transaction) throws -> RolloutPhase
    ) async throws -> Answer<PrintedPhase> {
        let now = clock.now()
        do {
            let printed = try await database.write { tx in try PrintedPhase(act(RolloutWork(tx, at: now), tx), tx, at: now) }
            return Answer(printed, printed.words)
        } catch let error as RolloutError { throw CommandError("\(error)") }
    }

    fileprivate func rehearse(_ phase: RolloutPhase) async throws -> Answer<PrintedRehearsal> {
        let now = clock.now()
        let rehearsal = try await database.readLong { try $0.rehearsal(of: phase, at: now) }
        let printed = PrintedRehearsal(rehearsal)
        return Answer(printed, printed.words)
    }
}
