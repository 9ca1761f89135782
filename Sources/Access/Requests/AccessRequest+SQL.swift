package import Core
package import SQL

extension Transaction {
    /// The newest request of the person for this area, answered or not.
    package func accessRequest(of person: PersonID, for area: AreaID, in target: AccountInProduct) throws -> AccessRequest? {
        try accessRequests(in: target, "person_id = \(person) AND area = \(area)").first
    }

    package func accessRequest(_ id: AccessRequestID, in target: AccountInProduct) throws -> AccessRequest? {
        try accessRequests(in: target, "id = \(id)").first
    }

    /// Those that wait for an answer, oldest first: of active members who may not open the area meanwhile. At most `limit`, behind `after`;
    /// of one person, if one is named.
    package func openAccessRequests(
        in target: AccountInProduct, of person: PersonID? = nil, after: AccessRequestID? = nil, limit: Int, at now: Timestamp
    ) throws -> [(request: AccessRequest, member: Member)] {
        var found: [(AccessRequest, Member)] = []
        var last = after?.text ?? ""
        while true {
            let oldest = now - AccessRequest.lifetime
            let rows = try accessRequests(
                in: target,
                """
                answer IS NULL AND created_at > \(oldest) AND (CAST(\(person) AS TEXT) IS NULL OR person_id = \(person)) AND id > \(last)
                ORDER BY id LIMIT \(limit)
                """)
            for request in rows where found.count < limit {
                guard let member = try member(request.person, in: target.account, product: target.product.id),
                    request.isOpen(for: member, in: target.product, at: now)
                else { continue }
                found.append((request, member))
            }
            last = rows.last?.id.text ?? last
            guard rows.count == limit, found.count < limit else { return found }
        }
    }

    /// Those of every account, answered or not, oldest first.
    package func oldestAccessRequests(limit: Int) throws -> [AccessRequest] {
        try accessRequests("created_at >= 0 ORDER BY created_at LIMIT \(limit)")
    }

    private func accessRequests(in target: AccountInProduct, _ condition: Statement) throws -> [AccessRequest] {
        try accessRequests("account_id = \(target.account) AND product = \(target.product.id) AND \(condition)")
    }

    private func accessRequests(_ condition: Statement) throws -> [AccessRequest] {
        try rows(
            """
            SELECT id, account_id, product, person_id, area, created_at, answer, answered_at, answered_by, note FROM access_requests
            WHERE \(condition)
            """
        ).map(AccessRequest.init)
    }
}

extension AccessRequest {
    /// Whether the member still waits for it.
    func isOpen(for member: Member, in product: Product, at now: Timestamp) -> Bool {
        answer == nil && member.status == .active && product.area(area) != nil
            && !decide(member, .view, .area(area), in: product, at: now).isPermitted
    }

    fileprivate init(_ row: Row) throws {
        let verdict: Verdict? = try row["answer"]
        let answeredAt: Timestamp? = try row["answered_at"]
        var answer: Answer?
        if let verdict, let answeredAt { answer = try Answer(verdict: verdict, at: answeredAt, by: row["answered_by"], note: row["note"]) }
        self.init(
            id: try row["id"], person: try row["person_id"], account: try row["account_id"], product: try row["product"],
            area: try row["area"], askedAt: try row["created_at"], answer: answer)
    }
}
