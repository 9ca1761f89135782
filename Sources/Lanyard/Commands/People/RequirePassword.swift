internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

/// Makes everybody whose password is kept in one form set a new one.
struct RequirePassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Take away the passwords that are kept in one form of hash, or came so; their people are signed out and mailed a link to set a new one.",
        discussion:
            "Second factors and passkeys stay. It may be run again after it was stopped: whoever has a new password is not asked twice.")
    @OptionGroup var printing: Printing
    @Option(help: "The form in which they came, such as 'wrapped md5'. Without it, all forms are counted.") var hash: String?
    @Flag(help: "Say how many it would be, and change nothing.") var dryRun = false

    struct Counts: Encodable, Sendable {
        let form: String
        var people = 0
        var mailed = 0
        var withoutAddress = 0
    }

    func run() async throws {
        try await printing.answer { installation in
            let all = try await forms(installation)
            let known = all.keys.sorted()
            guard let hash else {
                let rows = known.map { Counts(form: $0, people: all[$0]?.count ?? 0) }
                return Answer(rows, none: "Nobody has a password.", ["form", "people"]) { [$0.form, String($0.people)] }
            }
            guard let people = all[hash] else {
                throw CommandError("Nobody has a password that came as '\(hash)'. There are: \(known.joined(separator: ", ")).")
            }
            guard !dryRun else {
                return Answer([Counts(form: hash, people: people.count)], "\(people.count) came as \(hash). Nothing was changed.")
            }
            let counts = try await require(people, hash, installation)
            let unmailed = counts.withoutAddress == 0 ? "" : " \(counts.withoutAddress) have no address, and ask for help at the sign-in."
            return Answer([counts], "\(counts.people) have to set a new password; \(counts.mailed) were mailed a link.\(unmailed)")
        }
    }

    private func forms(_ installation: Installation) async throws -> [String: [PersonID]] {
        var all: [String: [PersonID]] = [:]
        var last: PersonID?
        while true {
            let after = last
            let page = try await installation.database.readLong { try $0.passwordForms(after: after, limit: 1000) }
            for one in page { all[one.form, default: []].append(one.person) }
            guard let next = page.last?.person else { return all }
            last = next
        }
    }

    /// A hundred people a transaction, so that sign-ins go on beside it.
    private func require(_ people: [PersonID], _ form: String, _ installation: Installation) async throws -> Counts {
        let required = RequiredPasswords(mail: try installation.welcomeMail())
        var counts = Counts(form: form)
        for start in stride(from: 0, to: people.count, by: 100) {
            let some = people[start..<min(start + 100, people.count)]
            let now = installation.clock.now()
            let outcomes = try await installation.database.write { tx in
                try some.map { try required.require(of: $0, form: form, in: tx, at: now) }
            }
            counts.people += outcomes.count { $0 != .kept }
            counts.mailed += outcomes.count { $0 == .mailed }
            counts.withoutAddress += outcomes.count { $0 == .withoutAddress }
        }
        return counts
    }
}
