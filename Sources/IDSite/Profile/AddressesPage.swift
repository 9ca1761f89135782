internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The person's addresses: which there are, which is the main one, and the forms that change them.
enum AddressesPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(ProfilePath.addresses, as: SignedIn.self, show)
        routes.post(ProfilePath.choice, as: FreshlyProved.self, choose)
        routes.post(ProfilePath.removal, as: FreshlyProved.self, remove)
        NewAddressPage.register(on: routes)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let own = try await site.database.read { try $0.addresses(of: person) }
        let rows = own.map { address in
            ["\(PageText.breakable(address.address.written))", state(address, own), actions(address, own, request)]
        }
        let columns: [Table.Column] = [.init("address.address", .name), .init("address.state"), .init("session.actions", .actions)]
        let content: HTML = """
            \(Table("address.title", columns, rows: rows))
            \(Buttons("\(Button("address.add", to: ProfilePath.newAddress))"))
            """
        return .page(
            site.shell(proof, address: own.main).page(
                "address.title", request, lead: "address.lead", back: ("profile.title", ProfilePath.profile), content: content))
    }

    private static func state(_ address: PersonAddress, _ own: [PersonAddress]) -> HTML {
        let main: HTML? = address.id == own.main?.id ? Badge("address.main", .info).html : nil
        let verified = address.verifiedAt == nil ? Badge("home.not-verified", .warning) : Badge("home.verified", .good)
        return "\(main) \(verified)"
    }

    private static func actions(_ address: PersonAddress, _ own: [PersonAddress], _ request: WebRequest) -> HTML {
        let named: HTML = "<span class=\"hidden\"> \(address.address.written)</span>"
        func form(_ path: Path, _ title: Phrase) -> HTML {
            Form(path, request, inline: true, content: "<button class=\"button secondary\">\(title)\(named)</button>").html
        }
        let verify: HTML? = address.verifiedAt == nil ? form(ProfilePath.verification(address.id), "address.verify") : nil
        let isMain = address.id == own.main?.id
        let main: HTML? = isMain || address.verifiedAt == nil ? nil : form(ProfilePath.choice(address.id), "address.make-main")
        let change: HTML = """
            <a class="button secondary" href="\(ProfilePath.change(address.id))">\(words: "address.change")\(named)</a>
            """
        let remove: HTML? = own.count < 2 ? nil : form(ProfilePath.removal(address.id), "address.remove")
        return "\(verify)\(main)\(change)\(remove)"
    }

    @Sendable static func choose(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProfilePath.choice)
        guard try await site.ownAddresses.choose(id, in: proof.signedIn.session) else { throw Problem.notFound }
        return .redirect(ProfilePath.addresses, notice: .good("address.chosen"))
    }

    @Sendable static func remove(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProfilePath.removal)
        switch try await site.ownAddresses.remove(id, in: proof.signedIn.session) {
        case .removed: return .redirect(ProfilePath.addresses, notice: .good("address.removed"))
        case .last: return .redirect(ProfilePath.addresses, notice: .warning("address.last"))
        case .gone: throw Problem.notFound
        }
    }
}

extension IDSite {
    var ownAddresses: OwnAddresses {
        let address = address
        return OwnAddresses(steps: steps) { address.url(ProfilePath.confirm($0)) }
    }
}
