internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
package import Web

/// A person who is signed in at this product, with the ID's data about them at this request.
package struct InProduct: Proof {
    package let session: ProductSession
    package let me: Me
    package let api: PersonAPI

    /// Redirects a person who is signed out to the sign-in, and back here afterwards.
    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> InProduct {
        try await establish(request, in: site, toward: nil)
    }

    /// For a page that needs an area: the ID's answer then says who can change a refusal.
    fileprivate static func establish(_ request: WebRequest, in site: ProductSite, toward need: AreaNeed?) async throws -> InProduct {
        guard let kept = try await site.sessions.session(of: request) else { throw signIn(request) }
        let session = WorkPlace(request).applied(to: kept)
        let api = PersonAPI(api: site.api, sessions: site.sessions, session: session, proving: FreshProofPage(request: request, site: site))
        do {
            let include = site.mayOpenFirstPage(request) ? "waiting" : nil
            let question = ManagementPath.me.query([("account", session.account)] + (need?.parameters ?? []) + [("include", include)])
            let me = try Me(await api.send("GET", question))
            let language = me.person.language ?? me.account?.language
            let zone = me.person.zone ?? me.account?.zone
            if language != nil || zone != nil { request.isRead(in: language, zone: zone) }
            // Whoever sends a form works in its account from now on, and is led on there.
            if request.method == .post, let account = me.account?.id, account == session.account, account != kept.account {
                try await site.database.write { tx in try tx.setAccount(account, of: session.tokenHash) }
            }
            return InProduct(session: session, me: me, api: api)
        } catch is SessionEnded {
            throw signIn(request)
        }
    }

    private static func signIn(_ request: WebRequest) -> Answered {
        Answered(.redirect(RelyingPartyPath.signIn.query([("return_to", request.pageToReturnTo?.text)])))
    }

    /// The account that the person means, if it asks for more than their sign-in has.
    fileprivate var closedAccount: Me.Membership? {
        let meant = session.account.map { id in me.accounts.filter { $0.account == id } } ?? me.accounts
        return meant.count == 1 ? meant.first { $0.needsSecondFactor || $0.needsSignIn != nil } : nil
    }
}

extension WebRequest {
    /// nil after a form, which cannot be sent again.
    fileprivate var pageToReturnTo: LocalPath? { method == .get || method == .head ? LocalPath(target) : nil }
}

/// What a page needs of the member's role: to view an area, or to manage it.
struct AreaNeed: Sendable {
    let area: String
    let manage: Bool
    var parameters: [(String, String?)] { [("area", area), ("action", manage ? "manage" : nil)] }
}

/// A signed-in person who works in one account, with the role and the projects they have there.
package struct InAccount: Proof {
    package let session: ProductSession
    package private(set) var me: Me
    package private(set) var account: Me.Account
    package let api: PersonAPI
    /// Of the first page alone.
    private(set) var morning: Morning?

    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> InAccount {
        try await establish(request, in: site, toward: nil)
    }

    fileprivate static func establish(_ request: WebRequest, in site: ProductSite, toward need: AreaNeed?) async throws -> InAccount {
        let proof = try await InProduct.establish(request, in: site, toward: need)
        guard let account = proof.me.account else {
            if let closed = proof.closedAccount {
                if let demand = closed.needsSignIn { throw Answered(ClosedAccountPage.response(closed, demand, request, site)) }
                throw Answered(.redirect(RelyingPartyPath.stepUp(returningTo: request.pageToReturnTo, in: closed.account)))
            }
            throw Answered(AccountChoicePage.response(proof, request, site))
        }
        request.carry(WorkPlace.accountField, account.id)
        return InAccount(session: proof.session, me: proof.me, account: account, api: proof.api)
    }

    /// The same member on a page of that area, which shows the projects that they have there.
    fileprivate func narrowed(to need: AreaNeed) -> InAccount {
        var copy = self
        copy.account = account.narrowed(to: need.area, managing: need.manage)
        copy.me.account = copy.account
        return copy
    }

    fileprivate func opening(_ request: WebRequest, of site: ProductSite) async throws -> InAccount {
        guard site.isFirstPage(request, of: account) else { return self }
        var copy = self
        copy.morning = try await Morning.of(self, request, site)
        return copy
    }

    /// The project chosen in the bar, if the person may still see it; nil for all of them.
    package var project: Me.Project? { session.project.flatMap { id in account.projects.first { $0.id == id } } }
}

/// A member whose role may view this area of the product. Other members see which role they have and who can change that.
package struct MayView<Area: ProductArea>: Proof {
    package let member: InAccount
    package var account: Me.Account { member.account }
    package var api: PersonAPI { member.api }
    package var mayManage: Bool { member.account.mayManage(Area.self) }

    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> MayView {
        let need = AreaNeed(area: Area.id, manage: false)
        let member = try await InAccount.establish(request, in: site, toward: need)
        guard member.account.mayView(Area.self) else { throw Answered(RefusalPage.response(need, member, request, site)) }
        return MayView(member: try await member.opening(request, of: site).narrowed(to: need))
    }
}

extension MayView {
    /// Whoever may change it may see it.
    package init(_ managing: MayManage<Area>) { self.init(member: managing.member) }
}

/// A member whose role may also change the data of this area.
package struct MayManage<Area: ProductArea>: Proof {
    package let member: InAccount
    package var account: Me.Account { member.account }
    package var api: PersonAPI { member.api }

    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> MayManage {
        let need = AreaNeed(area: Area.id, manage: true)
        let member = try await InAccount.establish(request, in: site, toward: need)
        guard member.account.mayManage(Area.self) else { throw Answered(RefusalPage.response(need, member, request, site)) }
        return MayManage(member: member.narrowed(to: need))
    }
}

/// A program with an access key of one project.
package struct ProjectKeyHolder: Proof {
    package let key: KeyHolder
    package let project: String

    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> ProjectKeyHolder {
        let key = try await KeyHolder.establish(request, in: site)
        guard let project = key.project else { throw KeyHolder.refusal(of: request) }
        return ProjectKeyHolder(key: key, project: project)
    }
}

/// A program with an access key of one project, or of a whole account where the product has no projects. The ID is asked about its token at each
/// request, so that a revoked key ends at once.
package struct KeyHolder: Proof {
    package let client: String
    package let account: String
    package let project: String?
    package let scopes: Set<AccessKeyScope>

    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> KeyHolder {
        guard let token = request.bearerToken, let answer = try await site.party.introspect(token),
            let client = answer["client_id"]?.string, let account = answer["account"]?.string
        else { throw refusal(of: request) }
        let networks = (answer["networks"]?.string ?? "").split(separator: " ").map(String.init)
        guard
            networks.isEmpty
                || networks.contains(where: { network in
                    IPAddress(request.client).map { Network(network)?.contains($0) == true } ?? false
                })
        else {
            throw Problem(
                status: 403, code: "other-network", title: .english("This access key may not be used from this address."),
                detail: .english("Those who manage it name the networks it may be used from."))
        }
        let scopes = (answer["scope"]?.string ?? "").split(separator: " ").compactMap { AccessKeyScope(rawValue: String($0)) }
        return KeyHolder(client: client, account: account, project: answer["project"]?.string, scopes: Set(scopes))
    }

    fileprivate static func refusal(of request: WebRequest) -> Answered {
        TokenFault.invalid.refusal(
            .english("This needs an access token that stands."),
            detail: .english("Exchange your access key for one at the token endpoint, and send it as Authorization: Bearer."), of: request)
    }

    /// Throws a refusal if the key was not made for it.
    package func require(_ scope: AccessKeyScope, for request: WebRequest) throws {
        guard !scopes.contains(scope) else { return }
        throw TokenFault.insufficient(scope: scope.rawValue).refusal(
            .english("This access key was not made for this."), detail: .english("Make one with the scope \(scope.rawValue)."), of: request)
    }
}
