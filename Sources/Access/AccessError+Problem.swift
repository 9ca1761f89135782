package import Core

extension AccessError {
    /// The problem shown to a person or returned to a program: what happened, and what to do next.
    package var problem: Problem {
        switch self {
        case .notFound: .notFound
        case .refused(let refusal): refusal.problem
        case .lastAdministrator(let role):
            Problem(
                status: 409, code: "last-administrator", title: "An account always keeps at least one active \(role.name).",
                detail: "Make somebody else \(role.name.withArticle) first, then try again.")
        case .administratorOnly(let role, let held):
            Problem(
                status: 403, code: "administrator-only",
                title: "Only \(role.name.withArticle) can grant, change or remove the role \(role.name). Your role is \(held.name).",
                detail: "Ask \(role.name.withArticle) of this account to do it.")
        case .ownRole:
            Problem(
                status: 403, code: "own-role", title: "Nobody can change their own role, projects or status.",
                detail: "Ask another person who manages users in this account.")
        case .firstRole(let role):
            Problem(
                status: 409, code: "first-role", title: "The first person of an account becomes \(role.name).",
                detail: "Invite or add that person as \(role.name); every role is free after that.",
                fields: [FieldError("role", "Choose \(role.name).")])
        case .unknownRole(let name, let known):
            Problem(
                status: 400, code: "unknown-role", title: "There is no role \"\(name)\" in this product.",
                detail: "Use one of: \(known.map(\.id.rawValue).joined(separator: ", ")).", fields: [FieldError("role", "Choose a role.")])
        case .unknownProjects(let ids):
            Problem(
                status: 400, code: "unknown-project", title: "This account has no such project: \(ids.joined(separator: ", ")).",
                detail: "Use ids of this account's own projects.", fields: [FieldError("projects", "Choose projects of this account.")])
        case .projectsNotAssignable(let role):
            Problem(
                status: 400, code: "projects-not-assignable",
                title: role.projects == .all
                    ? "The role \(role.name) sees every project, so none can be assigned." : "The role \(role.name) has no projects.",
                detail: "Leave the projects out, or choose another role.",
                fields: [FieldError("projects", "Leave empty for the role \(role.name).")])
        case .unknownProduct(let name):
            Problem(
                status: 400, code: "unknown-product", title: "This account has no product \"\(name)\".",
                detail: "Name one of the account's products.")
        case .alreadyMember(let member):
            Problem(
                status: 409, code: "already-member", title: "This person is already a member of the account.",
                detail: "Find them in the list of people: there you can change their role, their projects and whether they may work here."
            ).about(member.text)
        case .alreadyInvited:
            Problem(
                status: 409, code: "already-invited", title: "This address already has an open invitation.",
                detail: "Send that invitation again, or withdraw it and invite anew.")
        case .invitation(let problem): problem.problem
        case .projectNameTaken(let name):
            Problem(
                status: 409, code: "project-name-taken", title: "This account already has a project called \"\(name)\".",
                detail: "Choose another name.", fields: [FieldError("name", "Choose a name that no other project of this account has.")])
        case .invalidName(let field):
            Problem(
                status: 400, code: "invalid-name", title: "This name cannot be used.",
                detail: "Write 1 to 100 characters on one line, all of which can be seen.",
                fields: [FieldError(field, "Write 1 to 100 characters on one line, all of which can be seen.")])
        case .alreadyAsked:
            Problem(
                status: 409, code: "already-asked", title: "You have asked for this within the last day.",
                detail: "Those who can change it have your mail. You can ask again tomorrow.")
        case .undecidedKeys(let keys):
            Problem(
                status: 422, code: "access-keys-undecided",
                title: "This person made access keys that programs have used in the last 30 days. Say what becomes of each.",
                detail: "Name each in revoke_keys or in keep_keys: \(keys.map(\.id.text).joined(separator: ", ")).",
                fields: keys.map { FieldError("key-" + $0.id.text, "Choose what becomes of \($0.name).") })
        case .unknownKeys(let ids):
            Problem(
                status: 422, code: "unknown-access-key",
                title: "This person made no such access key: \(ids.map(\.text).sorted().prefix(10).joined(separator: ", ")).",
                detail: "Name keys that the person made in this account, and that are not revoked.")
        case .bothMembers(let account, let product):
            Problem(
                status: 409, code: "both-members", title: "Both sign-ins are members of \(account) in \(product).",
                detail: "Choose which of the two memberships you keep.")
        }
    }
}

extension AccessError.InvitationProblem {
    fileprivate var problem: Problem {
        switch self {
        case .unknown:
            Problem(
                status: 404, code: "invitation-unknown", title: "This invitation does not exist.",
                detail: "Open the newest invitation mail, or ask for a new one.")
        case .expired:
            Problem(
                status: 410, code: "invitation-expired", title: "This invitation has run out.",
                detail: "Invitations hold for 7 days. Ask whoever invited you to send it again.")
        case .withdrawn:
            Problem(
                status: 410, code: "invitation-withdrawn", title: "This invitation was withdrawn.",
                detail: "Ask whoever invited you for a new one.")
        case .used:
            Problem(
                status: 410, code: "invitation-used", title: "This invitation was already accepted.",
                detail: "Sign in to open the product.")
        case .inviterLostRight:
            Problem(
                status: 410, code: "invitation-void", title: "This invitation no longer holds.",
                detail: "Whoever sent it may no longer give this role. Ask the account's administrator for a new invitation.")
        }
    }
}

extension Refusal {
    /// One sentence: the role the person holds, and what it does not allow.
    package var title: String {
        switch (reason, area) {
        case (.viewOnly, let area?): "Your role \(role.name) can view \(area.name), and not change anything there."
        case (.viewOnly, nil): "Your role \(role.name) can view this project, and not change anything in it."
        case (.projectNotAssigned, _): "This project has not been given to you. Your role is \(role.name)."
        case (.noProjects, _): "Your role \(role.name) has no projects."
        case (_, let area?): "Your role \(role.name) does not include \(area.name)."
        default: "Your role \(role.name) does not allow this."
        }
    }

    /// One sentence: the role or the assignment that the person needs.
    package var need: String {
        if reason == .projectNotAssigned { return "It has to be assigned to you." }
        return needed.isEmpty ? "No role allows it." : "It needs the role \(needed.map(\.name).joined(separator: " or "))."
    }

    package var problem: Problem {
        Problem(
            status: 403, code: "role-not-enough", title: title,
            detail: need + (holders.isEmpty ? "" : " Those who manage users in \(accountName) can change that; you can ask them for it."))
    }
}

extension String {
    /// The name with its article: "an Administrator", "a Member".
    fileprivate var withArticle: String { ("AEIOUaeiou".contains(first ?? "-") ? "an " : "a ") + self }
}
