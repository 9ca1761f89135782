internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// The page that offers to join another login with the same address: first one proof at a time, then the confirmation.
enum JoinPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(JoinPath.offer, as: JoiningPerson.self, show)
        routes.post(JoinPath.offer, as: JoiningPerson.self, join)
        routes.post(JoinPath.postponement, as: JoiningPerson.self, postpone)
    }

    @Sendable static func show(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        guard let offer = try await site.offers(proof, request).first else { return try await site.leave(request) }
        let conflicts = try await site.conflicts(proof, offer)
        return try await JoinQuestion(site, request, offer, in: proof.session.id, conflicts, site.preview(proof, offer)).page(
            factor: SecondFactorID(request.query["factor"] ?? ""))
    }

    @Sendable static func join(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        guard let offer = try await site.offer(proof, request) else { return .redirect(request.joinPath) }
        let conflicts = try await site.conflicts(proof, offer)
        let preview = try await site.preview(proof, offer)
        let question = JoinQuestion(site, request, offer, in: proof.session.id, conflicts, preview)
        let catalog = site.id.catalog
        let now = request.time
        let session = proof.session
        let undo = JoinUndo(keyring: site.id.keyring) { [address = site.id.address] in address.url(JoinPath.separationByMail($0)) }
        let missing = conflicts.filter { request.form.text(JoinQuestion.field($0)).isEmpty }
        guard missing.isEmpty else {
            return try await question.page(
                FormState(request.form, missing.map { FieldError(JoinQuestion.field($0), "join.choose-membership") }))
        }
        let manner = JoinManner(isNamedAsOther: request.form.text(JoinQuestion.nameField) == JoinQuestion.names.last, undo: undo)
        let chosen = Set(conflicts.compactMap { MemberID(request.form.text(JoinQuestion.field($0))) })
        do {
            try await site.id.database.write {
                try $0.join(
                    offer.sibling.id, in: session, keeping: chosen, catalog: catalog, manner, at: now)
            }
        } catch JoinRefusal.unproved { return .redirect(request.joinPath) } catch JoinRefusal.notOffered {
            return .redirect(request.joinPath)
        } catch JoinRefusal.suspended {
            return try await question.page(refusal: "join.suspended")
        } catch let error as AccessError {
            return try await question.page(refusal: error.problem.words)
        }
        // There may be another offer.
        return .redirect(request.joinPath, notice: .good("join.joined"))
    }

    @Sendable static func postpone(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let now = request.time
        try await site.id.database.write { try $0.postponeJoining(of: proof.session.personID, at: now) }
        return try await site.leave(request)
    }
}

extension JoinSite {
    func offers(_ proof: JoiningPerson, _ request: WebRequest) async throws -> [JoinOffer] {
        let now = request.time
        return try await id.database.read { try $0.joinOffers(for: proof.session, at: now) }
    }

    /// What both logins bring.
    func preview(_ proof: JoiningPerson, _ offer: JoinOffer) async throws -> JoinPreview {
        let kept = proof.session.personID
        return try await id.database.read { try $0.joinPreview(of: offer, into: kept) }
    }

    /// The accounts in which both are members.
    func conflicts(_ proof: JoiningPerson, _ offer: JoinOffer) async throws -> [MembershipConflict] {
        let catalog = id.catalog
        let now = id.clock.now()
        let kept = proof.session.personID
        return try await id.database.read { tx in
            try Administration(tx, catalog: catalog, by: .person(kept), at: now).conflicts(between: kept, and: offer.sibling.id)
        }
    }

    /// The offer that the form is about; nil if that login is not offered.
    func offer(_ proof: JoiningPerson, _ request: WebRequest) async throws -> JoinOffer? {
        let sibling = request.form.text("sibling")
        return try await offers(proof, request).first { $0.sibling.id.text == sibling }
    }
}

extension WebRequest {
    /// The path to return to after the sign-in.
    var returnTo: LocalPath { returnPath ?? .home }
    /// The field of a form that keeps it.
    var returnField: Hidden { Hidden("return_to", returnTo.text) }
    /// The path of this page, with the same return path.
    var joinPath: Path { JoinPath.offer(returningTo: returnTo.text) }
}
