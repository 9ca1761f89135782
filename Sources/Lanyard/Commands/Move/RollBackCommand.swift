internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL
internal import Transition

/// Brings the people of a phase back to the product's own sign-in.
struct RollBackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Pause a phase, and bring its people back to the product's own sign-in with the password and factor they have now.",
        discussion: "People who cannot go back stay inside, and are listed with the reason.")
    @OptionGroup var printing: Printing
    @OptionGroup var named: RolloutCommand.Named
    @Option(help: "Only this person, by address or id; repeat for more. The phase goes on.") var person: [String] = []
    @Flag(help: "Only say who of the phase would go back, and who would stay.") var dryRun = false

    func run() async throws {
        try await printing.answer { installation in
            let phase = try await named.find(installation)
            let found = try person.isEmpty ? await everybody(of: phase, installation) : await some(of: phase, installation)
            let printed = PrintedRollBack(phase, found, isDryRun: dryRun)
            return Answer(printed, printed.words)
        }
    }

    private func everybody(of phase: RolloutPhase, _ installation: Installation) async throws -> RolledBack {
        let database = installation.database
        let keyring = installation.keyring
        let clock = installation.clock
        let isDryRun = dryRun
        if phase.state == .running, !isDryRun {
            let now = clock.now()
            _ = try await database.write { tx in
                try RolloutWork(tx, at: now).pause(tx.rolloutPhase(named: phase.name) ?? phase)
            }
        }
        var all = RolledBack()
        var after: PersonID?
        repeat {
            let now = clock.now()
            let place = after
            let part = try await database.write { tx in
                try RollBack(tx, to: phase.product, keyring, at: now).run(phase, after: place, isDryRun: isDryRun)
            }
            all.back += part.back
            all.staying += part.staying
            after = part.next
        } while after != nil
        return all
    }

    private func some(of phase: RolloutPhase, _ installation: Installation) async throws -> RolledBack {
        guard !dryRun else { throw CommandError("A dry run is of a whole phase.") }
        var all = RolledBack()
        for name in person {
            let id = try await installation.person(named: name, of: phase.product)
            let now = installation.clock.now()
            let keyring = installation.keyring
            let why = try await installation.database.write { tx in try RollBack(tx, to: phase.product, keyring, at: now).run(id) }
            if let why { all.staying.append((id, why)) } else { all.back.append(id) }
        }
        return all
    }
}

extension Installation {
    /// The person of that name whom the product's imports brought: one address may be several people's until they are joined.
    fileprivate func person(named name: String, of product: ProductID) async throws -> PersonID {
        let named = try await people(named: name)
        let imported = try await database.read { tx in try named.map { $0.id }.filter { try tx.isImported($0, from: product) } }
        guard imported.count == 1 else { return try await person(named: name).id }
        return imported[0]
    }
}

private struct PrintedRollBack: Encodable {
    let phase: String
    let dryRun: Bool
    let back: Int
    let staying: [Staying]

    struct Staying: Encodable {
        let person: String
        let reason: String
    }

    enum CodingKeys: String, CodingKey {
        case phase, back, staying
        case dryRun = "dry_run"
    }

    init(_ phase: RolloutPhase, _ found: RolledBack, isDryRun: Bool) {
        self.phase = phase.name
        dryRun = isDryRun
        back = found.back.count
        staying = found.staying.map { Staying(person: $0.person.text, reason: $0.why.rawValue) }
    }

    var words: String {
        let done = dryRun ? "Nothing was changed. \(back) would sign in" : "\(back) sign in"
        let first = "\(done) at the product itself again; \(staying.count) stay inside\(staying.isEmpty ? "." : ":")"
        return ([first] + staying.map { "  \($0.person)  \($0.reason)" }).joined(separator: "\n")
    }
}
