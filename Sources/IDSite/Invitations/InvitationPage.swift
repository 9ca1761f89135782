internal import Access
internal import Audit
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The page that an invitation mail links to. Opening it does not use up the invitation; accepting does.
///
/// The link proves that its holder can read the mail of the invited address. Only a person with that address can accept (threat 3).
enum InvitationPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(InvitationPath.invitation, as: MaybeSignedIn.self, show)
        routes.post(InvitationPath.invitation, as: SignedIn.self, accept)
        routes.post(InvitationPath.person, as: MaybeSignedIn.self, registerPerson)
        routes.post(InvitationPath.otherID, as: MaybeSignedIn.self, useOtherID)
        // For whoever loads the answer to that form again.
        routes.get(InvitationPath.otherID, as: MaybeSignedIn.self) { _, request, _ in
            .redirect(InvitationPath.invitation(try request.parameters(of: InvitationPath.otherID)))
        }
    }

    @Sendable static func show(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let offer = try await InvitationOffer(site, request, signedIn: proof.signedIn)
        switch offer.visitor {
        case .owner(let person): return offer.acceptance(person)
        case .member(let person, let member, isOwner: true): return offer.alreadyIn(person, member)
        case .member(let person, let member, isOwner: false): return offer.ofSomebodyElse(person, member)
        case .stranger(let person): return offer.otherAddress(person)
        case .known: return offer.signInFirst()
        case .new: return offer.registration()
        }
    }

    @Sendable static func accept(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let offer = try await InvitationOffer(site, request, signedIn: proof)
        guard case .owner(let person) = offer.visitor else { return .redirect(offer.path) }
        let catalog = site.catalog
        let token = offer.token
        let canonical = offer.invitation.email.canonical
        let now = site.clock.now()
        try await site.database.write { tx in
            guard let own = try tx.addresses(of: person.id).first(where: { $0.address.canonical == canonical }) else {
                throw Problem.notFound
            }
            try tx.verify(own.id, by: .person(person.id), at: now)
            try site.joining(tx, token, person.id, catalog, at: now)
        }
        return site.welcome(offer)
    }

    /// Signs this one out here, as the sign-out does; the invitation then asks for the sign-in that it is for.
    @Sendable static func useOtherID(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let invitation = InvitationPath.invitation(try request.parameters(of: InvitationPath.otherID))
        if let session = proof.signedIn?.session { try await site.end(session.id, of: session.personID) }
        return WebResponse.redirect(invitation).with(.removal(IDSite.sessionCookie))
    }

    @Sendable static func registerPerson(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let offer = try await InvitationOffer(site, request, signedIn: nil)
        guard case .new = offer.visitor else { return .redirect(offer.path) }
        let given = request.form.text("name")
        let password = request.form["password"] ?? ""
        var errors: [FieldError] = []
        let name = Person.acceptableName(given)
        if let objection = Person.objection(toName: given) { errors.append(FieldError("name", objection)) }
        if password.isEmpty { errors.append(FieldError("password", "invitation.choose-password")) }
        guard let name, errors.isEmpty else { return offer.registration(FormState(request.form, errors)) }
        let address = offer.invitation.email
        switch try await site.recovery.hash(Secret(password), name: name, address: address) {
        case .refused(let reason):
            return offer.registration(FormState(request.form, "password", reason))
        case .hash(let hash):
            let browser = site.browser(request)
            let now = site.clock.now()
            let token = offer.token
            let language = request.reader.language.rawValue
            let started = try await site.database.write { tx -> SignInSteps.Started? in
                // Checked again inside the transaction, because somebody may have got this address in the meantime.
                guard try tx.candidates(for: address.canonical).isEmpty else { return nil }
                let person = try tx.register(name: name, address: address, locale: language, password: hash, at: now)
                try site.joining(tx, token, person.id, site.catalog, at: now)
                return try site.steps.startFirstSession(tx, of: person.id, from: browser, at: now)
            }
            guard let started else { return .redirect(offer.path) }
            return site.welcome(offer).with(site.cookies(of: started))
        }
    }
}

extension IDSite {
    fileprivate func joining(
        _ tx: Transaction, _ token: Secret<String>, _ person: PersonID, _ catalog: ProductCatalog, at now: Timestamp
    ) throws {
        let work = Administration(tx, catalog: catalog, by: .person(person), at: now)
        do { _ = try work.acceptInvitation(token) } catch let error as AccessError { throw error.problem }
    }

    /// Redirects to the account in its product, which signs the person in by the session they have now.
    fileprivate func welcome(_ offer: InvitationOffer) -> WebResponse {
        guard let place = offer.place else {
            return .redirect(CommonPath.home, notice: .good(Phrase("invitation.joined", ["account": offer.accountName])))
        }
        return .redirect(place.sign(in: offer.invitation.account))
    }
}

extension ProductPlace {
    /// The URL of its sign-in, which opens that account.
    func sign(in account: AccountID) -> OtherServer { OtherServer(address + signIn.query([("account", account.text)]).text) }
}
