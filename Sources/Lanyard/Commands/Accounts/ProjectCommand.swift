internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

/// The projects of an account, and which lies below which.
struct ProjectCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Projects of an account: list, open, move.",
        subcommands: [List.self, Open.self, Move.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The projects of an account, each with the one that it lies below.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String

        func run() async throws {
            try await printing.answer { installation in
                let account = try await installation.account(named: account)
                let projects = try await installation.database.read { tx in
                    let all = try tx.projects(of: account.id, limit: .max)
                    return all.map { PrintedProject($0, among: all) }
                }
                return Answer(projects, none: "No projects.", ["id", "name", "below"]) { [$0.id, $0.name, $0.below ?? ""] }
            }
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open a project, at the top or below another one.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: MemberCommand.Where
        @Argument(help: "Its name.") var name: String
        @Option(help: "The project that it lies below.") var below: String?
        @Flag(help: "Say who would see it, and open nothing.") var dryRun = false

        func run() async throws {
            try await printing.answer { installation in
                let (account, product) = try await target.find(installation)
                let parent = try await installation.parent(named: below, of: account)
                let outcome = try await installation.changeTree(dryRun: dryRun) { work in
                    guard let parent else { return (try work.openProject(named: name, in: account.id, as: product.id), []) }
                    return try work.openProject(named: name, below: parent.id, in: account.id, as: product.id)
                }
                return Answer(
                    outcome, "\(outcome.project.name) \(dryRun ? "would be" : "is") open (\(outcome.project.id)).\n\(outcome.words)")
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a project, with all that lies below it, below another one or at the top.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: MemberCommand.Where
        @Argument(help: "The project, by id or name.") var project: String
        @Option(help: "The project that it lies below from now on.") var below: String?
        @Flag(help: "Put it at the top.") var top = false
        @Flag(help: "Say who would see more and who less, and move nothing.") var dryRun = false

        func validate() throws {
            guard (below == nil) == top else { throw ValidationError("Give either --below or --top.") }
        }

        func run() async throws {
            try await printing.answer { installation in
                let (account, product) = try await target.find(installation)
                guard let moved = try await installation.project(named: project, of: account) else {
                    throw CommandError("The account has no project '\(project)'. 'lanyard project list' shows those there are.")
                }
                let parent = try await installation.parent(named: below, of: account)
                let outcome = try await installation.changeTree(dryRun: dryRun) { work in
                    try work.moveProject(moved.id, below: parent?.id, in: account.id, as: product.id)
                }
                let place = parent.map { "below \($0.name)" } ?? "at the top"
                return Answer(outcome, "\(moved.name) \(dryRun ? "would lie" : "lies") \(place).\n\(outcome.words)")
            }
        }
    }
}

struct PrintedProject: Encodable {
    let id: String
    let name: String
    let below: String?

    init(_ project: Project, among all: [Project] = []) {
        id = project.id.text
        name = project.name
        below = project.parent.map { parent in all.first { $0.id == parent }?.name ?? parent.text }
    }
}

/// A change of the tree, with whom it gave more to see and whom less.
private struct TreeOutcome: Encodable, Sendable {
    struct Person: Encodable {
        let id: String
        let name: String
        let gained: [String]
        let lost: [String]
    }

    let project: PrintedProject
    let people: [Person]

    init(_ project: Project, _ changes: [SightChange], _ tx: Transaction) throws {
        let parents = try tx.projects(Set(project.parent.map { [$0] } ?? []))
        self.project = PrintedProject(project, among: Array(parents.values))
        people = try changes.map { change in
            func names(_ ids: Set<ProjectID>) throws -> [String] { try tx.projects(ids).values.map(\.name).sorted() }
            return Person(
                id: change.person.text, name: try tx.person(change.person)?.name ?? "", gained: try names(change.gained),
                lost: try names(change.lost))
        }
    }

    var words: String {
        guard !people.isEmpty else { return "Nobody sees more or less by it." }
        return people.map { person in
            let gained = person.gained.isEmpty ? "" : ", sees \(person.gained.joined(separator: ", "))"
            let lost = person.lost.isEmpty ? "" : ", no longer sees \(person.lost.joined(separator: ", "))"
            return "  \(person.name) (\(person.id))\(gained)\(lost)"
        }.joined(separator: "\n")
    }
}

extension Installation {
    fileprivate func parent(named name: String?, of account: Account) async throws -> Project? {
        guard let name else { return nil }
        guard let project = try await project(named: name, of: account) else {
            throw CommandError("The account has no project '\(name)'. 'lanyard project list' shows those there are.")
        }
        return project
    }

    fileprivate func changeTree(
        dryRun: Bool, _ body: @escaping @Sendable (Administration) throws -> (project: Project, changes: [SightChange])
    ) async throws -> TreeOutcome {
        try await settling(preview: dryRun) { settle in
            try await administer { work, tx in
                let (project, changes) = try body(work)
                return try settle(TreeOutcome(project, changes, tx))
            }
        }
    }
}
