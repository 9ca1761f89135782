internal import Access
internal import Audit
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// A product's move as a picture: how far its people are, how they fare at both doors, and what is paused.
enum MovePage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(MovePath.move, as: MayOversee<MovesArea>.self, show)
        routes.get(MovePath.days, as: MayOversee<MovesArea>.self, file)
        routes.post(MovePath.release, as: MayDecide<MovesArea>.self, release)
        routes.post(MovePath.classBack, as: MayDecide<MovesArea>.self, rollBack)
    }

    /// A product's move, and which part of it is shown: of the query, all of it by default.
    private struct Selection {
        let product: ProductID
        let phases: [RolloutPhase]
        let classes: [ClassReport]
        let scope: FiguresScope

        init(_ name: String, _ request: WebRequest, _ site: JoinSite) async throws {
            let product = try MovePage.product(name, site.id)
            self.product = product
            classes = try await site.brake.evidence(of: product)
            phases = try await site.id.database.read { try $0.rolloutPhases(of: product) }
            var scope = FiguresScope(product)
            scope.phase = phases.first { $0.id.text == request.query["phase"] }?.id
            scope.whom = classes.first { $0.whom.words == request.query["class"] }?.whom
            self.scope = scope
        }
    }

    private static func product(_ name: String, _ site: IDSite) throws -> ProductID {
        guard let product = site.catalog[ProductID(rawValue: name)] else { throw Problem.notFound }
        return product.id
    }

    @Sendable static func show(_ proof: MayOversee<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id = site.id
        let selected = try await Selection(request.parameters(of: MovePath.move), request, site)
        let product = selected.product
        let phases = selected.phases
        let scope = selected.scope
        let now = request.time
        let (shown, figures, failures) = try await id.database.readLong { tx in
            (
                try Shown(product, phases, tx, at: now), try tx.rolloutDays(of: scope, since: now - MoveFigures.lookingBack, at: now),
                try tx.newestFailures(of: scope)
            )
        }
        let days = AccountDayParts(shown: shown, proof: proof.operating, request: request)
        let parts = MoveParts(shown: shown, classes: selected.classes, proof: proof.operating, request: request, site: id)
        let query: [(String, String?)] = [("phase", scope.phase?.text), ("class", scope.whom?.words)]
        let narrowed: HTML? = query.contains { $0.1 != nil } ? parts.narrowed(scope, phases).html : nil
        let charts: HTML =
            figures.isEmpty
            ? EmptyState("operator.no-days", "operator.no-days-next", icon: .clock).html
            : "\(MoveFigures.charts(figures, csvPath: MovePath.days(product.rawValue).query(query)))"
        let content: HTML = """
            \(parts.paused)\(days.asked)\(MoveFigures.funnel(shown.funnel, shutOut: shown.shutOut))\(parts.phases)\(days.table)\(narrowed)\(charts)\
            \(parts.classesTable)\(parts.cases(failures))\(figures.isEmpty ? nil : MoveFigures.table(figures))
            """
        return .page(
            id.operatorShell(proof.operating).page(
                id.name(of: product.rawValue), request, lead: "operator.move-lead", back: ("operator.overview", OperatorPath.overview),
                content: content))
    }

    /// A paused class, and the roll back of those of it who are inside.
    struct StandingBrake: Sendable {
        let brake: RolloutBrake
        let rolledBack: ShownRollBack?

        /// What the server did by itself may have been for some phases alone.
        var mayBringBack: Bool {
            guard let known = rolledBack?.rollBack else { return true }
            return known.finishedAt != nil && known.isByItself
        }
    }

    /// What the page reads of a product.
    struct Shown: Sendable {
        let product: ProductID
        let funnel: RolloutFunnel
        let shutOut: Int
        let phases: [(phase: RolloutPhase, sent: Int, succeeded: Int)]
        let brakes: [StandingBrake]
        /// Days that accounts asked for or have, with the accounts' names.
        let accountDays: [(day: AccountDay, account: String)]

        init(_ product: ProductID, _ phases: [RolloutPhase], _ tx: Transaction, at now: Timestamp) throws {
            self.product = product
            funnel = try tx.rolloutFunnel(of: product)
            shutOut = try tx.countShutOut(of: product, since: now - MoveFigures.lookingBack)
            self.phases = try phases.map { phase in
                let counts = try tx.rolloutCounts(product, phase: phase.id)
                return (phase, counts.sent, counts.succeeded)
            }
            brakes = try tx.standingBrakes(of: product).map {
                StandingBrake(brake: $0, rolledBack: try ShownRollBack(tx.rollBack(of: $0.id), tx))
            }
            accountDays = try tx.accountDays(of: product).map { ($0, try tx.account($0.account)?.name ?? $0.account.text) }
        }
    }

    @Sendable static func file(_ proof: MayOversee<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id = site.id
        let selected = try await Selection(request.parameters(of: MovePath.days), request, site)
        let product = selected.product
        let scope = selected.scope
        let now = request.time
        let days = try await id.database.readLong { try $0.rolloutDays(of: scope, since: now - MoveFigures.lookingBack, at: now) }
        return .csv(MoveFigures.csv(days), name: "\(product.rawValue)-move.csv")
    }

    /// Those of a paused class who are inside go back, some at a time, from here on.
    @Sendable static func rollBack(_ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let (name, id) = try request.parameters(of: MovePath.classBack)
        let now = request.time
        let notice = try await proof.write(in: site.id) { tx, actor -> Notice in
            guard let found = try tx.standingBrakes(of: ProductID(rawValue: name)).first(where: { $0.id == id }) else {
                return .info("operator.released-before")
            }
            do {
                try tx.beginRollBack(of: found, by: actor, at: now)
                return .good(Phrase("operator.class-goes-back", ["class": found.whom.title]))
            } catch RolloutError.noClassicSignIn { return .bad("operator.no-classic") } catch RolloutError.nothingCounts {
                return .bad("operator.nothing-counts")
            }
        }
        return .redirect(MovePath.move(name), notice: notice)
    }

    @Sendable static func release(_ proof: MayDecide<MovesArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let (_, id) = try request.parameters(of: MovePath.release)
        let now = request.time
        let found = try await proof.write(in: site.id) { tx, actor -> (RolloutBrake, Bool)? in
            guard let found = try tx.rolloutBrakes().first(where: { $0.id == id }) else { return nil }
            return (found, try tx.release(found, by: actor, at: now))
        }
        guard let (brake, isReleased) = found else { throw Problem.notFound }
        let released: Phrase = brake.whom.isWhole ? "operator.released-whole" : Phrase("operator.released", ["class": brake.whom.title])
        let notice: Notice = isReleased ? .good(released) : .info("operator.released-before")
        return .redirect(MovePath.move(brake.product.rawValue), notice: notice)
    }
}
