internal import Core
internal import Language
internal import Web

/// Where an administrator lets a member back in who lost their second factor: a part of the member's page, and its two forms.
enum MemberRecoveryPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.post(UserPath.recovery, as: MayManage<UsersArea>.self) { proof, request, site in
            try await decide("POST", proof, request, site)
        }
        routes.post(UserPath.recoveryWithdrawal, as: MayManage<UsersArea>.self) { proof, request, site in
            try await decide("DELETE", proof, request, site)
        }
    }

    /// Empty for a reader who may not agree.
    static func panel(_ member: Member, _ proof: MayManage<UsersArea>, _ request: WebRequest) -> HTML {
        guard let recovery = member.recovery else { return "" }
        guard recovery.mayAgree else {
            return Panel("users.factor", "<p>\(words: "users.factor-no-domain", ["name": member.name])</p>").html
        }
        return Panel("users.factor", content(recovery, member, proof, request)).html
    }

    private static func content(
        _ recovery: Member.Recovery, _ member: Member, _ proof: MayManage<UsersArea>, _ request: WebRequest
    ) -> HTML {
        let agree = Form(
            UserPath.recovery(member.id), request,
            content: """
                <p>\(words: "users.factor-asked-them", ["name": member.name])</p>
                <p>\(words: "users.factor-after", ["account": proof.account.name])</p>
                \(Button(recovery.request == nil ? "users.factor-reset" : "users.factor-agree", .secondary))
                """)
        let withdraw = Form(UserPath.recoveryWithdrawal(member.id), request, content: Button("users.factor-withdraw", .secondary).html)
        if let open = recovery.request {
            let asked = Phrase("users.factor-asked", ["name": member.name, "time": open.requestedAt, "network": open.network])
            guard open.isAgreed else { return "<p>\(asked)</p>\(agree)" }
            let agreed = Phrase("users.factor-agreed", ["time": open.waitsUntil])
            return "<p>\(asked)</p><p>\(agreed)</p>\(withdraw.html, if: open.isAgreedHere)"
        }
        if let end = recovery.agreedUntil {
            return "<p>\(words: "users.factor-agreed-before", ["name": member.name, "time": end])</p>\(withdraw)"
        }
        return "<p>\(words: "users.factor-lead", ["name": member.name])</p>\(agree)"
    }

    private static func decide(
        _ method: String, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let path = method == "POST" ? UserPath.recovery : UserPath.recoveryWithdrawal
        let member = try await proof.api.member(request.parameters(of: path), in: proof.account)
        do {
            try await proof.api.call(method, ManagementPath.memberRecovery(proof.account.id, member.id))
        } catch let problem as Problem where problem.isForTheReader {
            return try await UsersPages.edit(proof, request, site, FormState(nil, problem))
        }
        let outcome = method == "POST" ? "users.factor-is-agreed" : "users.factor-is-withdrawn"
        return .redirect(UserPath.member(member.id), notice: .good(Phrase(outcome, ["name": member.name])))
    }
}
