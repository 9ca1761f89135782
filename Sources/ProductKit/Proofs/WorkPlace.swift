internal import Core
internal import Web

/// The account and the project that a page was drawn for. The session keeps the last choice for new pages; forms and the links to files and
/// further pages of a list carry their own, so that a choice in another tab does not change what they are about (threat 20).
struct WorkPlace {
    static let accountField = "_account"
    static let projectField = "_project"

    /// nil if the request names none; then the session's counts.
    let account: String?
    /// The empty text means all projects.
    let project: String?

    init(_ request: WebRequest) {
        let named = request.form[Self.accountField] ?? request.query[Self.accountField]
        account = named == "" ? nil : named
        project = request.form[Self.projectField] ?? request.query[Self.projectField]
    }

    /// The session as this request has it.
    func applied(to session: ProductSession) -> ProductSession {
        var here = session
        if let account, account != session.account {
            here.account = account
            here.project = nil
        }
        if let project { here.project = project.isEmpty ? nil : project }
        return here
    }
}

extension InAccount {
    /// The parameters of links that must lead to this account and this choice of projects, as far as there is a choice.
    package var place: [(String, String?)] {
        let isOne = account.projects.count < 2 && !account.hasAllProjects
        return [
            (WorkPlace.accountField, me.accounts.count > 1 ? account.id : nil), (WorkPlace.projectField, isOne ? nil : project?.id ?? ""),
        ]
    }

    /// The same with that project chosen.
    package func place(choosing project: Me.Project) -> [(String, String?)] {
        place.map { ($0.0, $0.0 == WorkPlace.projectField && $0.1 != nil ? project.id : $0.1) }
    }
}
