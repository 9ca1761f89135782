internal import Core
package import Language

extension AccessError {
    /// The problem shown to a person or returned to a program: what happened, and what to do next.
    package var problem: Problem {
        switch self {
        case .notFound: .notFound
        case .refused(let refusal): refusal.problem
        case .lastAdministrator(let role):
            Problem(
                status: 409, code: "last-administrator", title: Phrase("access.last-administrator", ["role": role.title]),
                detail: Phrase("access.last-administrator-next", ["holder": role.holder]))
        case .administratorOnly(let role, let held):
            Problem(
                status: 403, code: "administrator-only",
                title: Phrase("access.administrator-only", ["holder": role.holder, "role": role.title, "held": held.title]),
                detail: Phrase("access.administrator-only-next", ["holder": role.holder]))
        case .leftToAdministrators(let role, let held):
            Problem(
                status: 403, code: "administrator-only",
                title: Phrase("access.left-to-administrators", ["holder": role.holder, "held": held.title]),
                detail: Phrase("access.administrator-only-next", ["holder": role.holder]))
        case .ownReview: Problem(status: 403, code: "own-review", title: "access.own-review", detail: "access.own-review-next")
        case .invitesLeftToAdministrators(let role):
            Problem(
                status: 403, code: "invites-left-to-administrators",
                title: Phrase("access.invites-left", ["holder": role.holder]),
                detail: Phrase("access.invites-left-next", ["holder": role.holder]))
        case .policyShutsOut(let demand):
            Problem(status: 409, code: "policy-shuts-you-out", title: "access.policy-shuts-out", detail: demand.remedy)
        case .needsFreshProof:
            Problem(status: 401, code: "fresh-proof-needed", title: "access.fresh-proof", detail: "access.fresh-proof-next")
        case .unknownNetwork(let text):
            Problem(
                status: 422, code: "unknown-network", title: Phrase("access.unknown-network", ["network": String(text.prefix(64))]),
                detail: "access.unknown-network-next", fields: [FieldError("networks", "access.unknown-network-next")])
        case .tooManyNetworks:
            Problem(
                status: 422, code: "too-many-networks", title: "access.too-many-networks",
                fields: [FieldError("networks", "access.too-many-networks")])
        case .hoursOutOfRange:
            Problem(
                status: 422, code: "hours-out-of-range", title: "access.hours-out-of-range",
                fields: [FieldError("session_hours", "access.hours-out-of-range")])
        case .ownRole: Problem(status: 403, code: "own-role", title: "access.own-role", detail: "access.own-role-next")
        case .firstRole(let role):
            Problem(
                status: 409, code: "first-role", title: Phrase("access.first-role", ["role": role.title]),
                detail: Phrase("access.first-role-next", ["role": role.title]),
                fields: [FieldError("role", Phrase("access.choose-this-role", ["role": role.title]))])
        case .unknownRole(let name, let known):
            Problem(
                status: 400, code: "unknown-role", title: Phrase("access.unknown-role", ["role": name]),
                detail: Phrase("access.unknown-role-next", ["roles": known.map(\.id.rawValue).joined(separator: ", ")]),
                fields: [FieldError("role", "access.choose-a-role")])
        case .unknownProjects(let ids):
            Problem(
                status: 400, code: "unknown-project", title: Phrase("access.unknown-projects", ["ids": ids.joined(separator: ", ")]),
                detail: "access.unknown-projects-next", fields: [FieldError("projects", "access.choose-projects")])
        case .projectsNotAssignable(let role):
            Problem(
                status: 400, code: "projects-not-assignable",
                title: Phrase(
                    role.projects == .all ? "access.role-sees-every-project" : "access.role-without-projects", ["role": role.title]),
                detail: "access.projects-not-assignable-next",
                fields: [FieldError("projects", Phrase("access.leave-projects-empty", ["role": role.title]))])
        case .unknownProduct(let name):
            Problem(
                status: 400, code: "unknown-product", title: Phrase("access.unknown-product", ["product": name]),
                detail: "access.unknown-product-next")
        case .alreadyMember(let member):
            Problem(status: 409, code: "already-member", title: "access.already-member", detail: "access.already-member-next")
                .about(member.text)
        case .severalGrants(let count):
            Problem(
                status: 409, code: "several-grants", title: Phrase("access.several-grants", ["count": count]),
                detail: "access.several-grants-next")
        case .tooManyGrants(let most):
            Problem(
                status: 409, code: "too-many-grants", title: Phrase("access.too-many-grants", ["most": most]),
                detail: "access.too-many-grants-next")
        case .endIsFar:
            Problem(
                status: 422, code: "end-is-far", title: "access.end-is-far", detail: "access.end-is-far-next",
                fields: [FieldError("ends_at", "access.end-is-far-next")])
        case .sameGrant(let role):
            Problem(
                status: 409, code: "same-grant", title: Phrase("access.same-grant", ["role": role.title]),
                detail: "access.same-grant-next", fields: [FieldError("role", Phrase("access.same-grant", ["role": role.title]))])
        case .grantOfGroup:
            Problem(status: 409, code: "grant-of-group", title: "access.grant-of-group", detail: "access.grant-of-group-next")
        case .notForGroups(let role):
            Problem(
                status: 409, code: "not-for-groups", title: Phrase("access.not-for-groups", ["role": role.title]),
                detail: "access.not-for-groups-next", fields: [FieldError("role", "access.choose-a-role")])
        case .groupNameTaken(let name):
            Problem(
                status: 409, code: "group-name-taken", title: Phrase("access.group-name-taken", ["name": name]),
                detail: "access.group-name-taken-next", fields: [FieldError("name", "access.choose-a-free-name")])
        case .notForDirectories(let role):
            Problem(
                status: 409, code: "not-for-directories", title: Phrase("access.not-for-directories", ["role": role.title]),
                detail: "access.not-for-directories-next", fields: [FieldError("role", "access.not-for-directories-next")])
        case .tooManyProvisioningTokens(let most):
            Problem(
                status: 409, code: "too-many-directory-tokens", title: Phrase("access.too-many-provisioning-tokens", ["most": most]),
                detail: "access.too-many-provisioning-tokens-next")
        case .beyondDirectory(let limit):
            Problem(status: 403, code: "beyond-directory", title: "access.beyond-directory", detail: limit.next)
        case .userNameTaken(let name):
            Problem(
                status: 409, code: "user-name-taken", title: Phrase("access.user-name-taken", ["name": name]),
                detail: "access.user-name-taken-next")
        case .addressTaken(let member):
            Problem(
                status: 409, code: "address-taken", title: "access.address-taken",
                detail: Phrase("access.address-taken-next", ["id": member.text]))
        case .tooManyProvisionedUsers(let most):
            Problem(
                status: 409, code: "too-many-users", title: Phrase("access.too-many-provisioned-users", ["most": most]),
                detail: "access.too-many-provisioned-users-next")
        case .tooManyGroups(let most):
            Problem(
                status: 409, code: "too-many-groups", title: Phrase("access.too-many-groups", ["most": most]),
                detail: "access.too-many-groups-next")
        case .endIsPast:
            Problem(
                status: 422, code: "end-is-past", title: "access.end-is-past", detail: "access.end-is-past-next",
                fields: [FieldError("ends_at", "access.end-is-past-next")])
        case .roleNameTaken(let name):
            Problem(
                status: 409, code: "role-name-taken", title: Phrase("access.role-name-taken", ["name": name]),
                detail: "access.role-name-taken-next", fields: [FieldError("name", "access.choose-a-free-name")])
        case .tooManyRoles(let most):
            Problem(
                status: 409, code: "too-many-roles", title: Phrase("access.too-many-roles", ["most": most]),
                detail: "access.too-many-roles-next")
        case .roleInUse(let role, let count, let some):
            Problem(
                status: 409, code: "role-in-use", title: Phrase("access.role-in-use", ["role": role.title, "count": count]),
                detail: .sentences([
                    count > some.count
                        ? Phrase("access.role-held-by-more", ["holders": Phrase.all(some), "count": count - some.count])
                        : Phrase("access.role-held-by", ["holders": Phrase.all(some)]),
                    "access.role-in-use-next",
                ]))
        case .unknownAreas(let ids, let known):
            Problem(
                status: 400, code: "unknown-area", title: Phrase("access.unknown-areas", ["ids": ids.joined(separator: ", ")]),
                detail: Phrase("access.unknown-areas-next", ["areas": known.map(\.id.rawValue).joined(separator: ", ")]),
                fields: [FieldError("areas", "access.choose-areas")])
        case .roleWithoutAreas:
            Problem(
                status: 400, code: "role-without-areas", title: "access.role-without-areas", detail: "access.choose-areas",
                fields: [FieldError("areas", "access.choose-areas")])
        case .projectsOfRole(let isPossible):
            Problem(
                status: 400, code: "projects-of-role", title: "access.projects-of-role",
                detail: isPossible ? "access.projects-of-role-next" : "access.no-projects-here",
                fields: [FieldError("projects", isPossible ? "access.projects-of-role-next" : "access.no-projects-here")])
        case .peopleOfSomeProjects(let area):
            Problem(
                status: 400, code: "people-of-some-projects", title: Phrase("access.people-of-some-projects", ["area": area.title]),
                detail: "access.people-of-some-projects-next", fields: [FieldError("projects", "access.people-of-some-projects-next")])
        case .alreadyInvited:
            Problem(status: 409, code: "already-invited", title: "access.already-invited", detail: "access.already-invited-next")
        case .invitation(let problem): problem.problem
        case .projectNameTaken(let name):
            Problem(
                status: 409, code: "project-name-taken", title: Phrase("access.project-name-taken", ["name": name]),
                detail: "access.project-name-taken-next", fields: [FieldError("name", "access.choose-a-free-name")])
        case .unknownParent(let id):
            Problem(
                status: 400, code: "unknown-project", title: Phrase("access.unknown-projects", ["ids": id]),
                detail: "access.unknown-projects-next", fields: [FieldError("parent", "access.choose-another-place")])
        case .projectBelowItself:
            Problem(
                status: 409, code: "project-below-itself", title: "access.project-below-itself", detail: "access.choose-another-place",
                fields: [FieldError("parent", "access.choose-another-place")])
        case .projectTooDeep:
            Problem(
                status: 409, code: "project-too-deep", title: "access.project-too-deep", detail: "access.project-too-deep-next",
                fields: [FieldError("parent", "access.project-too-deep-next")])
        case .projectHasSubprojects(let count):
            Problem(
                status: 409, code: "project-has-subprojects",
                title: count.map { Phrase("access.project-has-subprojects", ["count": $0]) } ?? "access.project-has-unseen-subprojects",
                detail: count == nil ? "access.project-has-unseen-subprojects-next" : "access.project-has-subprojects-next",
                fields: [
                    FieldError(
                        "confirmation",
                        count == nil ? "access.project-has-unseen-subprojects-next" : "access.project-has-subprojects-next")
                ])
        case .invalidName(let field):
            Problem(
                status: 400, code: "invalid-name", title: "access.invalid-name", detail: "access.invalid-name-next",
                fields: [FieldError(field, "access.invalid-name-next")])
        case .webAddressInName(let field):
            Problem(
                status: 400, code: "invalid-name", title: "access.invalid-name", detail: "access.web-address-in-name",
                fields: [FieldError(field, "access.web-address-in-name")])
        case .invalidDomain:
            Problem(status: 400, code: "invalid-domain", title: "access.invalid-domain", detail: "access.invalid-domain-next")
        case .onHold(let held):
            Problem(status: 403, code: "on-hold", title: "access.on-hold", detail: Phrase("access.on-hold-next", ["held": held.title]))
        case .alreadyAsked: Problem(status: 409, code: "already-asked", title: "access.already-asked", detail: "access.already-asked-next")
        case .alreadyAnswered:
            Problem(status: 409, code: "already-answered", title: "access.already-answered", detail: "access.already-answered-next")
        case .roleDoesNotOpen(let role, let area):
            Problem(
                status: 422, code: "role-does-not-open",
                title: Phrase("access.role-does-not-open", ["role": role.title, "area": area.title]),
                detail: "access.role-does-not-open-next", fields: [FieldError("role", "access.role-does-not-open-next")])
        case .invalidNote(let problem, let field):
            Problem(
                status: 422, code: "invalid-note", title: problem.title, detail: "access.note-next",
                fields: [FieldError(field, problem.title)])
        case .undecidedKeys(let keys):
            Problem(
                status: 422, code: "access-keys-undecided", title: "access.undecided-keys",
                detail: Phrase("access.undecided-keys-next", ["ids": keys.map(\.id.text).joined(separator: ", ")]),
                fields: keys.map { FieldError("key-" + $0.id.text, Phrase("access.undecided-key", ["key": $0.name])) })
        case .unknownKeys(let ids):
            Problem(
                status: 422, code: "unknown-access-key",
                title: Phrase("access.unknown-keys", ["ids": ids.map(\.text).sorted().prefix(10).joined(separator: ", ")]),
                detail: "access.unknown-keys-next")
        case .bothMembers(let account, let product):
            Problem(
                status: 409, code: "both-members", title: Phrase("access.both-members", ["account": account, "product": product]),
                detail: "access.both-members-next")
        }
    }
}

extension AccessError.NoteProblem {
    fileprivate var title: Phrase {
        switch self {
        case .long: Phrase("access.note-long", ["most": Note.longest])
        case .hidden: "access.note-hidden"
        case .link: "access.note-link"
        }
    }
}

extension AccessError.DirectoryLimit {
    fileprivate var next: Phrase {
        switch self {
        case .administrator: "access.beyond-directory-administrator"
        case .manager: "access.beyond-directory-manager"
        case .maker: "access.beyond-directory-maker"
        }
    }
}

extension AccessError.InvitationProblem {
    fileprivate var problem: Problem {
        switch self {
        case .unknown:
            Problem(status: 404, code: "invitation-unknown", title: "access.invitation-unknown", detail: "access.invitation-unknown-next")
        case .expired:
            Problem(status: 410, code: "invitation-expired", title: "access.invitation-expired", detail: "access.invitation-expired-next")
        case .withdrawn:
            Problem(
                status: 410, code: "invitation-withdrawn", title: "access.invitation-withdrawn", detail: "access.invitation-withdrawn-next")
        case .used: Problem(status: 410, code: "invitation-used", title: "access.invitation-used", detail: "access.invitation-used-next")
        case .inviterLostRight:
            Problem(status: 410, code: "invitation-void", title: "access.invitation-void", detail: "access.invitation-void-next")
        }
    }
}

extension Refusal {
    package var problem: Problem {
        let help = Phrase("access.holders-can-help", ["account": accountName])
        return Problem(status: 403, code: "role-not-enough", title: title, detail: .sentences(needs + (holders.isEmpty ? [] : [help])))
    }
}

extension Role {
    /// Somebody who holds the role: "an Administrator", "a Member".
    fileprivate var holder: Phrase {
        Phrase("AEIOUaeiou".contains(name.first ?? "-") ? "access.an-role" : "access.a-role", ["role": title])
    }
}

extension SignInDemand {
    /// What to do to have it.
    package var remedy: Phrase {
        switch self {
        case .passkey: "access.demands-passkey"
        case .noTextMessage: "access.demands-no-text-message"
        case .twoFactors: "access.demands-two-factors"
        case .network: "access.demands-network"
        case .newer: "access.demands-newer"
        }
    }
}
