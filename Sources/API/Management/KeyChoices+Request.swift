internal import Access
internal import Audit
internal import Core
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// What a request says about the access keys of somebody who is narrowed or removed.
extension KeyChoices {
    /// `?revoke=<key>` and `?keep=<key>`, both of which may be repeated.
    init(_ request: WebRequest) throws {
        self.init(revoked: try Self.keys(request.query.all("revoke")), kept: try Self.keys(request.query.all("keep")))
    }

    fileprivate static func keys(_ texts: [String]) throws -> Set<ClientID> {
        let ids = texts.compactMap { ClientID($0) }
        guard ids.count == texts.count else {
            throw Problem(
                status: 422, code: "unknown-access-key", title: .english("These are no ids of access keys."),
                detail: .english("The id of an access key is its client id, as the list of access keys shows it."))
        }
        return Set(ids)
    }
}

extension JSONObject {
    /// The lists `revoke_keys` and `keep_keys`.
    mutating func keyChoices() throws -> KeyChoices {
        KeyChoices(
            revoked: try KeyChoices.keys(optionalTexts("revoke_keys") ?? []), kept: try KeyChoices.keys(optionalTexts("keep_keys") ?? []))
    }
}

extension Transaction {
    /// Revokes and keeps the chosen keys, and returns those revoked. The caller must be allowed to manage each.
    func carryOut(
        _ keys: KeyChoices, in target: AccountInProduct, by caller: Caller, at now: Timestamp
    ) throws -> [Client] {
        func managed(_ ids: Set<ClientID>) throws -> [Client] {
            try ids.sorted { $0.text < $1.text }.compactMap { id in
                guard let key = try accessKey(id, of: target.account) else { return nil }
                try require(.manage, target.area(.keys), project: key.project, of: caller.id, in: target, at: now)
                return key
            }
        }
        for key in try managed(keys.kept) { try keepAccessKey(key, by: .person(caller.id), at: now) }
        let revoked = try managed(keys.revoked)
        for key in revoked { try revokeClient(key.id, by: .person(caller.id), at: now) }
        return revoked
    }

    /// The keys of the projects that the caller sees, if their role sees access keys at all: whoever manages people alone learns no names.
    func keys(
        among keys: [Client], seenBy caller: Caller, _ target: AccountInProduct, at now: Timestamp
    ) throws -> [Client] {
        guard let area = target.product.area(governing: .keys),
            let member = try member(caller.id, in: target.account, product: target.product.id)
        else { return [] }
        return keys.filter { key in
            decide(member, .view, .key(of: key.project, in: target.account, area: area.id), in: target.product, at: now).isPermitted
        }
    }
}
