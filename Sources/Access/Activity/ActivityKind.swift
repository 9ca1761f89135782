package import Audit
package import Core

/// What the events of an account are about. Whoever may open the area in which such things are changed may read of their changes.
package enum ActivityKind: String, Sendable, CaseIterable {
    case people, invitations, requests, groups, roles, directory
    case accessKeys = "access-keys"
    case projects, account

    package var actions: [AuditAction] {
        switch self {
        case .people:
            [
                .memberAdded, .memberChanged, .memberHeld, .memberLeft, .memberMoved, .memberRemoved, .memberReviewed,
                .factorResetAllowed, .factorResetWithdrawn,
            ]
        case .invitations: [.invitationSent, .invitationResent, .invitationWithdrawn, .invitationAccepted]
        case .requests: [.accessRequested, .accessApproved, .accessDenied]
        case .groups: [.groupOpened, .groupRenamed, .groupChanged, .groupClosed, .groupJoined, .groupLeft]
        case .roles: [.roleMade, .roleChanged, .roleRemoved]
        case .directory:
            [.provisioningTokenMade, .provisioningTokenRevoked, .userProvisioned, .userDescribed, .userDeprovisioned]
        case .accessKeys: [.accessKeyCreated, .accessKeyChanged, .accessKeyRenewed, .accessKeyKept, .accessKeyRevoked]
        case .projects: [.projectOpened, .projectRenamed, .projectMoved, .projectClosed, .projectRestored]
        case .account:
            [
                .accountOpened, .accountActConfirmed, .accountClosing, .accountKept, .accountClosed, .accountProductAdded, .accountRenamed,
                .accountContactsChanged, .accountReadingChanged,
                .accountFactorsChanged, .accountPoliciesChanged, .accountDayAsked, .accountDayAgreed, .accountDayDeclined, .domainAdded,
                .domainVerified, .domainLost, .domainRemoved,
            ]
        }
    }

    /// Of what the area is in which these things are changed.
    private var purpose: Area.Purpose {
        switch self {
        case .people, .invitations, .requests, .groups, .roles, .directory: .people
        case .accessKeys: .keys
        case .projects: .projects
        case .account: .account
        }
    }

    /// Those that a member may read of. What belongs to projects needs a role in all of them: an event of before may be about a project that
    /// is closed now, of which nobody can say any more whether somebody was assigned to it. A product without projects has keys of the account.
    package static func readable(by member: Member, in product: Product, at now: Timestamp) -> [ActivityKind] {
        var everywhere = member
        everywhere.grants = member.grants.filter { product.role(of: $0)?.projects == .all }
        return allCases.filter { kind in
            guard let area = product.area(governing: kind.purpose) else { return false }
            let isOfProjects = product.hasProjects && (kind == .accessKeys || kind == .projects)
            return decide(isOfProjects ? everywhere : member, .view, .area(area.id), in: product, at: now).isPermitted
        }
    }
}
