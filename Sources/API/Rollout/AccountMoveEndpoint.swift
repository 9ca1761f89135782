internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Language
internal import SQL
internal import Transition
internal import Web

/// When the account's people move to the ID, how many did, and the wish for another day. For administrators.
enum AccountMoveEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.accountMove, as: Caller.self, Caller.inAccount(show))
        routes.api(.put, APIPath.accountMove, as: Caller.self, Caller.inAccount(ask))
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let now = request.time
        return .json(
            try await site.readAsAdministrator(caller, of: target, at: now) { tx in
                try tx.accountMove(of: target.account, in: target.product.id, at: now)?.json ?? ["moves": false]
            })
    }

    @Sendable static func ask(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let now = request.time
        let written = body.text("day", max: 40)
        let day = Timestamp(rfc3339: written)
        if day == nil, !written.isEmpty { body.refuse("day", "“day” must be a time like 2027-01-31T00:00:00Z.") }
        let note = body.optionalText("note", max: 4000) ?? ""
        try body.finish()
        let order = day ?? now
        let person = caller.id
        try await site.change(by: caller, at: now) { tx, work in
            try work.checkSetsPolicies(of: target.account, as: target.product.id)
            do {
                _ = try tx.ask(for: order, note: note, of: target.account, in: target.product.id, by: person, at: now)
            } catch let error as AccountDayError { throw error.problem }
        }
        return try await show(caller, target, request, site)
    }
}

extension AccountMove {
    fileprivate var json: JSON {
        [
            "moves": true, "people": .int(people), "inside": .int(inside),
            "coming": .array(coming.map { ["at": .string($0.at.rfc3339), "people": .int($0.people)] }),
            "agreed": .text(day?.agreed?.rfc3339),
            "asked": day?.asked.map { asked in
                [
                    "day": .string(asked.rfc3339), "note": .string(day?.note ?? ""), "asked_at": .text(day?.askedAt?.rfc3339),
                    "answer": .text(day?.answer?.rawValue),
                ]
            } ?? .null,
        ]
    }
}

extension AccountDayError {
    fileprivate var problem: Problem {
        switch self {
        case .unfitDay:
            Problem(
                status: 422, code: "invalid", title: "settings.move-unfit-day",
                fields: [FieldError("day", "settings.move-unfit-day")])
        case .longNote:
            Problem(
                status: 422, code: "invalid", title: "settings.move-long-note",
                fields: [FieldError("note", "settings.move-long-note")])
        case .nothingMoves, .nothingAsked:
            Problem(status: 409, code: "nothing-moves", title: "settings.move-nothing")
        }
    }
}
