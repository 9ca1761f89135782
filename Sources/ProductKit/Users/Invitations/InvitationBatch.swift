internal import Core
internal import Language
internal import Web

/// Pasted people with the role and the projects that each is to have, found by their names.
struct InvitationBatch {
    /// So many the ID takes at once.
    private static let most = 200

    let verdicts: [Verdict]
    /// For everybody in it; empty for none.
    private let message: String

    /// A line with what is wrong with it; nil for nothing.
    struct Verdict {
        let entry: PastedPeople.Entry
        let role: GrantableRole?
        let projects: [Me.Project]
        /// The ids of those of them that are given with what lies below.
        var below: [String] = []
        var problem: Phrase?
        var isFine: Bool { problem == nil }
        /// Whoever is assigned to no project sees none.
        var warning: Phrase? { role?.needsProjects == true && projects.isEmpty ? "users.sees-no-project" : nil }
    }

    /// `role` and `chosen` are for whoever has none in their line.
    init(_ people: PastedPeople, roles: [GrantableRole], projects: [Me.Project], role: String, chosen: GivenProjects, message: String) {
        self.message = message
        let common = roles.first { $0.id == role }
        var lines: [String: Int] = [:]
        verdicts = people.entries.map { entry in
            guard let address = EmailAddress(entry.text)?.canonical else {
                return Verdict(entry: entry, role: nil, projects: [], problem: "users.no-address-here")
            }
            if let first = lines[address] {
                return Verdict(entry: entry, role: nil, projects: [], problem: Phrase("users.stands-twice", ["line": first]))
            }
            lines[address] = entry.line
            let named = entry.role.map { name in roles.first { $0.isCalled(name) } }
            if case .some(.none) = named, let name = entry.role {
                let known = roles.filter(\.isGrantable).map(\.title)
                return Verdict(
                    entry: entry, role: nil, projects: [],
                    problem: Phrase("users.no-role-called", ["name": name, "roles": Phrase.all(known)]))
            }
            let role = (named ?? nil) ?? common
            let own = entry.projects.map { name in
                (name: name, project: projects.first { $0.name.lowercased() == name.lowercased() || $0.id == name })
            }
            if let unknown = own.first(where: { $0.project == nil }) {
                return Verdict(entry: entry, role: role, projects: [], problem: Phrase("users.no-project-called", ["name": unknown.name]))
            }
            guard role?.needsProjects == true else { return Verdict(entry: entry, role: role, projects: []) }
            // A project that stands in a line is given alone.
            guard entry.projects.isEmpty else { return Verdict(entry: entry, role: role, projects: own.compactMap(\.project)) }
            let given = projects.filter { chosen.ids.contains($0.id) }
            return Verdict(entry: entry, role: role, projects: given, below: chosen.below)
        }
    }

    /// Whether somebody has no role in their line, and none was chosen for all.
    var needsRole: Bool { verdicts.contains { $0.isFine && $0.role == nil } }

    /// What the ID says of each, or does.
    func verdicts(_ proof: MayManage<UsersArea>, preview: Bool) async throws -> [Verdict] {
        var answered = verdicts
        let fine = verdicts.indices.filter { verdicts[$0].isFine }
        for start in stride(from: 0, to: fine.count, by: Self.most) {
            let some = fine[start..<min(start + Self.most, fine.count)]
            let body: JSON = ["invitations": .array(some.map { verdicts[$0].json(with: message) }), "preview": .bool(preview)]
            let answer = try await proof.api.call("POST", ManagementPath.invitationBatches(proof.account.id), body)
            for (index, item) in zip(some, answer["items"]?.array ?? []) {
                answered[index].problem = item["problem"].flatMap { Problem($0, status: 422) }?.words
            }
        }
        return answered
    }
}

extension InvitationBatch.Verdict {
    fileprivate func json(with message: String) -> JSON {
        let wish: [(String, JSON)] = [
            ("email", .string(entry.text)), ("role", .string(role?.id ?? "")),
        ]
        return .object(
            wish + GivenProjects(ids: projects.map(\.id), below: below).body + (message.isEmpty ? [] : [("message", .string(message))]))
    }
}

extension GrantableRole {
    /// Whether it is called so: by its id, or by its name in any language.
    func isCalled(_ name: String) -> Bool {
        let names = [id, self.name] + Language.allCases.map { title.text(for: Reader($0)) }
        return names.contains { $0.lowercased() == name.lowercased() }
    }
}
