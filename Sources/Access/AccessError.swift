package import Core

/// Everything that Access refuses. `problem` is what people and programs are told.
package enum AccessError: Error, Sendable, Equatable {
    /// It is not there, or whoever asks must not learn that it is (threats.md, 2).
    case notFound
    /// A member whose role is not enough.
    case refused(Refusal)
    case lastAdministrator(Role)
    case administratorOnly(role: Role, held: Role)
    case ownRole
    /// A new account's first person gets this role.
    case firstRole(Role)
    case unknownRole(String, known: [Role])
    case unknownProjects([String])
    /// The role sees all projects, or none: there is nothing to assign.
    case projectsNotAssignable(Role)
    case unknownProduct(String)
    case alreadyMember
    case alreadyInvited(InvitationID)
    case invitation(InvitationProblem)
    case projectNameTaken(String)
    case invalidName(field: String)
    case alreadyAsked
    /// Two logins that are both members of the same account in the same product cannot become one.
    case bothMembers(account: String, product: String)

    package enum InvitationProblem: String, Sendable, Equatable { case unknown, expired, withdrawn, used, inviterLostRight }
}

/// Rule 6: which role is held, what is needed, and who in the account can change that.
package struct Refusal: Sendable, Equatable {
    package let account: AccountID
    package let accountName: String
    package let product: ProductID
    package let action: Action
    package let area: Area?
    package let project: ProjectID?
    package let reason: Decision.Reason
    package let role: Role
    package let needed: [Role]
    /// People who can change the role or the projects, the refused person left out; at most ten.
    package let holders: [PersonID]
}
