package import Core
package import Language

/// Every error with which Access refuses an operation. `problem` is the text for people and programs.
package enum AccessError: Error, Sendable, Equatable {
    /// The object does not exist, or the caller must not learn that it exists (threat 2).
    case notFound
    /// The caller is a member, but their role is not enough.
    case refused(Refusal)
    case lastAdministrator(Role)
    case administratorOnly(role: Role, held: Role)
    /// What is an administrator's alone and has nothing to do with anybody's role.
    case leftToAdministrators(Role, held: Role)
    /// Nobody says of themselves that all is well.
    case ownReview
    /// The account leaves inviting to administrators.
    case invitesLeftToAdministrators(Role)
    /// A policy that whoever sets it does not meet themselves.
    case policyShutsOut(SignInDemand)
    case unknownNetwork(String)
    /// Whoever acts must prove first that it is they.
    case needsFreshProof(twoFactors: Bool)
    case tooManyNetworks, hoursOutOfRange
    case ownRole
    /// The first person of a new account must get this role.
    case firstRole(Role)
    case unknownRole(String, known: [Role])
    case unknownProjects([String])
    /// The role sees all projects or no projects, so none can be assigned.
    case projectsNotAssignable(Role)
    case unknownProduct(String)
    case alreadyMember(MemberID)
    /// The member has so many grants that it is unclear which of them is meant.
    case severalGrants(Int)
    /// A member may have no more grants than that.
    case tooManyGrants(Int)
    /// The end of a grant is further away than anybody plans.
    case endIsFar
    /// The member has that role in these projects already.
    case sameGrant(Role)
    /// A grant that a member has from a group is changed there.
    case grantOfGroup
    /// No group gives this role.
    case notForGroups(Role)
    case groupNameTaken(String)
    /// No directory gives this role.
    case notForDirectories(Role)
    case tooManyProvisioningTokens(Int)
    /// What a directory's token does not reach.
    case beyondDirectory(DirectoryLimit)
    case userNameTaken(String)
    /// Somebody in the account has the address, or is expected at it.
    case addressTaken(MemberID)
    case tooManyProvisionedUsers(Int)
    /// An account may have no more groups than that.
    case tooManyGroups(Int)
    /// The end of a grant is not in the future.
    case endIsPast
    case roleNameTaken(String)
    /// An account may have no more roles of its own than that.
    case tooManyRoles(Int)
    /// So many still have the role, some of them by name.
    case roleInUse(Role, Int, some: [Phrase])
    case unknownAreas([String], known: [Area])
    case roleWithoutAreas
    /// What the role says of projects does not go with its areas, or with a product that has none (`false`).
    case projectsOfRole(Bool)
    /// Whoever opens people sees and gives all projects.
    case peopleOfSomeProjects(Area)
    case alreadyInvited(InvitationID)
    case invitation(InvitationProblem)
    case projectNameTaken(String)
    /// The project below which another one should lie is none of the account's.
    case unknownParent(String)
    /// No project lies below itself, or below one that lies below it.
    case projectBelowItself
    /// There are three levels of projects.
    case projectTooDeep
    /// So many projects lie directly below one that is to be put away; nil if whoever acts does not see all of them.
    case projectHasSubprojects(Int?)
    case invalidName(field: String)
    case webAddressInName(field: String)
    case invalidDomain
    /// Only an administrator lets in whose membership is on hold.
    case onHold(held: Role)
    case alreadyAsked
    /// Somebody answered the request for access meanwhile.
    case alreadyAnswered
    /// The role does not open what was asked for.
    case roleDoesNotOpen(Role, Area)
    case invalidNote(NoteProblem, field: String)
    /// Access keys that the member made and that were used lately: whoever takes the member's rights says what becomes of each.
    case undecidedKeys([ProjectKey])
    /// No keys that the member made.
    case unknownKeys(Set<ClientID>)
    /// Two logins that are being joined are both members of the same account in the same product, and nobody chose which membership stays.
    case bothMembers(account: String, product: String)

    package enum DirectoryLimit: String, Sendable, Equatable { case administrator, manager, maker }

    package enum InvitationProblem: String, Sendable, Equatable { case unknown, expired, withdrawn, used, inviterLostRight }
}

/// Rule 6: the role the person holds, the roles that would be enough, and who in the account can change that.
package struct Refusal: Sendable, Equatable {
    package let account: AccountID
    package let accountName: String
    package let product: ProductID
    package let action: Action
    package let area: Area?
    package let project: ProjectID?
    package let reason: Decision.Reason
    /// The role that came nearest to it; nil for somebody who holds none now.
    package let role: Role?
    /// The other roles that they hold.
    package let others: [Role]
    package private(set) var needed: [Role]
    /// People who can change the role or the projects, without the refused person; at most ten.
    package let holders: [PersonID]

    /// The same where only these roles would do.
    func needing(_ roles: [Role]) -> Refusal {
        var copy = self
        copy.needed = roles
        return copy
    }
}
