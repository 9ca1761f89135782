internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

enum MessageRoutes {
    /// The maximum number of messages in one file. The newest ones are taken.
    static let fileLimit = 20_000

    static func register(on routes: Routes<ProductSite>) {
        routes.get(MessagePath.list, as: MayView<MessagesArea>.self, list)
        routes.get(MessagePath.file, as: MayView<MessagesArea>.self, file)
        routes.get(MessagePath.volume, as: MayView<MessagesArea>.self, volume)
        routes.get(MessagePath.new, as: MayView<MessagesArea>.self, new)
        routes.get(MessagePath.times, as: MayView<MessagesArea>.self, times)
        routes.get(MessagePath.message, as: MayView<MessagesArea>.self, one)
    }

    @Sendable private static func list(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let query = MessageQuery(request.query, place: visible.place)
        let account = proof.account.id
        let own = proof.member.me.person.id
        let page = try await site.database.readLong { tx in
            var page = try MessagesPage.load(query, visible: visible, by: request.reader, at: request.time, in: tx)
            page.views = try tx.savedViews(of: account, for: own).filter { $0.isListed(for: own, visible) }
            return page
        }
        return .page(
            site.shell(proof).page(
                "messages.title", request, lead: visible.lead, content: page.content(visible, for: request.reader)),
            showing: page.form)
    }

    @Sendable private static func one(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let id = try request.parameters(of: MessagePath.message)
        let found = try await site.database.readLong { tx in
            try Message.find(named: id, projects: visible.allNumbers, in: tx).map {
                try MessageDetailPage.load($0, projects: visible.allNumbers, in: tx)
            }
        }
        guard let page = found else { throw Problem.notFound }
        let list = MessageQuery(request.query, place: visible.place).here(MessagePath.list)
        return .page(site.shell(proof).page(page.title, request, back: ("messages.title", list), content: page.content(visible)))
    }

    @Sendable private static func file(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let query = try checked(request, visible)
        let filter = try await read(query, visible, request, site) { filter, _ in filter }
        var messages: [Message] = []
        var position = PagePosition.newest
        var isWhole = false
        while messages.count < fileLimit {
            let at = position
            let rest = min(1000, fileLimit - messages.count)
            let page = try await site.database.readLong { tx in
                try MessagePage.find(filter, projects: visible.numbers, at: at, limit: rest, in: tx)
            }
            messages += page.messages
            guard page.hasOlder, let last = page.messages.last else {
                isWhole = true
                break
            }
            position = .olderThan(last.key)
        }
        return .csv(MessageTable.csv(messages, visible: visible), name: isWhole ? "messages.csv" : "messages-newest-\(fileLimit).csv")
    }

    @Sendable private static func volume(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let query = try checked(request, visible)
        let volume = try await read(query, visible, request, site) { filter, tx in
            try Volume.find(filter, projects: visible.numbers, dayLimit: 36_600, in: tx)
        }
        return .csv(VolumeChart.csv(volume), name: "volume.csv")
    }

    private static let mostNew = 99

    /// How many messages of what is shown came since the newest one of an open page, which asks every ten seconds.
    @Sendable private static func new(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let query = try checked(request, visible)
        guard case .newerThan(let newest) = query.position else { return .json(["count": 0, "words": ""]) }
        let page = try await read(query, visible, request, site) { filter, tx in
            try MessagePage.find(filter, projects: visible.numbers, at: .newerThan(newest), limit: mostNew, in: tx)
        }
        let count = page.messages.count
        let words: Phrase? = count == 0 ? nil : Phrase(page.hasNewer ? "messages.more-new" : "messages.new", ["count": count])
        return .json(["count": .int(count), "words": .string(words?.text(for: request.reader) ?? "")])
    }

    /// How long deliveries took, by day.
    @Sendable private static func times(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let query = try checked(request, visible)
        let times = try await read(query, visible, request, site) { filter, tx in
            guard filter.isOfDelays else {
                throw Problem(
                    status: 400, code: "invalid-filter", title: "messages.no-times", detail: "messages.no-times-next")
            }
            return try DeliveryTimes.find(filter, projects: visible.numbers, in: tx)
        }
        var csv = CSV(header: ["day", "half_in_seconds", "95_percent_in_seconds", "99_percent_in_seconds"])
        for (day, one) in times.days {
            csv.append([Day.iso(day)] + [one.half, one.most, one.nearlyAll].map { "\($0 / 1000).\(($0 % 1000) / 100)" })
        }
        return .csv(csv, name: "delivery-times.csv")
    }

    /// What is read for the query, as its box and times are understood in the same transaction.
    private static func read<Found: Sendable>(
        _ query: MessageQuery, _ visible: VisibleProjects, _ request: WebRequest, _ site: ProductSite,
        _ body: @escaping @Sendable (MessageFilter, Transaction) throws -> Found
    ) async throws -> Found {
        let reader = request.reader
        let now = request.time
        return try await site.database.readLong { tx in
            try body(try query.understood(visible, by: reader, at: now, in: tx).filter, tx)
        }
    }

    /// The query of the request. Throws a `Problem` for a wrong filter, because a file has no place to show an error.
    static func checked(_ request: WebRequest, _ visible: VisibleProjects) throws -> MessageQuery {
        try checked(MessageQuery(request.query, place: visible.place))
    }

    static func checked(_ query: MessageQuery) throws -> MessageQuery {
        guard query.errors.isEmpty else {
            throw Problem(
                status: 400, code: "invalid-filter", title: "messages.invalid-filter",
                detail: "messages.invalid-filter-next", fields: query.errors)
        }
        return query
    }
}
