internal import Core
internal import Language
internal import SQL
internal import Web

/// The routes that every product shares: the start page, the switchers, and the request for access.
enum SharedRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(CommonPath.home, as: InAccount.self) { member, request, site in
            // Whoever has no part opened is led to the first, whose refusal says who can help, and asks them.
            guard let first = site.areas.first(where: { member.account.mayView($0) }) ?? site.areas.first else { throw Problem.notFound }
            return .redirect(first.path)
        }
        ResourceMetadata.register(on: routes)
        AskPage.register(on: routes)
        FreshProofPage.register(on: routes)
        // The ID may ask for the keys that were made for this product's domain (Web Authentication Level 3 section 5.11).
        routes.get(RelyingPartyPath.relatedOrigins, as: Anyone.self) { _, _, site in
            .json(["origins": .array([.string(site.party.issuerOrigin)])])
        }
        routes.get(ShellPath.account, as: InProduct.self) { proof, request, site in AccountChoicePage.response(proof, request, site) }
        routes.post(ShellPath.account, as: InProduct.self) { proof, request, site in
            let account = request.form.text("account")
            guard proof.me.accounts.contains(where: { $0.account == account }) else { throw Problem.notFound }
            let hash = proof.session.tokenHash
            try await site.database.write { tx in try tx.setAccount(account, of: hash) }
            return .redirect(request.returnPath ?? .home)
        }
        routes.post(ShellPath.project, as: InAccount.self) { member, request, site in
            let project = request.form.text("project")
            guard project.isEmpty || member.account.projects.contains(where: { $0.id == project }) else { throw Problem.notFound }
            let hash = member.session.tokenHash
            try await site.database.write { tx in try tx.setProject(project.isEmpty ? nil : project, of: hash) }
            return .redirect(request.returnPath ?? .home)
        }
        routes.post(ShellPath.accessRequests, as: InAccount.self) { member, request, site in
            let area = request.form.text("area")
            guard let title = site.areas.first(where: { $0.id == area })?.title else { throw Problem.notFound }
            do {
                try await member.api.call("POST", ManagementPath.accessRequests(member.account.id), ["area": .string(area)])
            } catch let problem as Problem where problem.status < 500 && problem.status != 404 {
                return .redirect(CommonPath.home, notice: .info(problem.words))
            }
            return .redirect(CommonPath.home, notice: .good(Phrase("product.asked", ["area": title])))
        }
    }
}
