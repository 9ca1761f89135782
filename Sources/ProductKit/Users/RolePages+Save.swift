internal import Core
internal import Language
internal import Web

extension RolePages {
    enum Saving { case done(Notice), refused(FormState), foreseen(MemberOutcome) }

    /// Sends what the form says of a grant to the ID: of a new one, if there is none. Before it is confirmed, it asks what that would bring.
    static func save(
        _ member: Member, _ grant: Member.Grant?, _ proof: MayManage<UsersArea>, _ request: WebRequest
    ) async throws -> Saving {
        // The form was about another role: somebody else changed this person meanwhile.
        guard (grant?.id ?? "") == request.form.text("grant") else { return .done(.info("users.changed-meanwhile")) }
        let terms: Terms
        switch try await self.terms(proof, request, instead: grant) {
        case .read(let read): terms = read
        case .wrong(let form): return .refused(form)
        }
        if let grant, terms.areThose(of: grant) { return .done(.info("users.nothing-changed")) }
        var body = terms.body
        if grant != nil {
            for (answer, list) in [("revoke", "revoke_keys"), ("keep", "keep_keys")] {
                body.append((list, .array(KeyFields.chosen(answer, among: member.keys, in: request.form).map(JSON.string))))
            }
        }
        guard request.form.text("confirmed") == "yes" else { return try await foreseen(member, grant, body, proof, request) }
        do {
            if let grant {
                try await proof.api.call("PATCH", ManagementPath.grant(proof.account.id, member.id, grant.id), .object(body))
            } else {
                try await proof.api.call("POST", ManagementPath.grants(proof.account.id, member.id), .object(body))
            }
        } catch let problem as Problem where problem.isForTheReader {
            return .refused(FormState(request.form, problem.renaming("ends_at", to: "last_day")))
        }
        return .done(.good(outcome(of: member, grant, terms)))
    }

    static func foreseen(
        _ member: Member, _ grant: Member.Grant?, _ body: [(String, JSON)], _ proof: MayManage<UsersArea>, _ request: WebRequest
    ) async throws -> Saving {
        let act: [(String, JSON)] =
            grant.map { [("act", "change-grant"), ("grant", .string($0.id))] } ?? [("act", "give")]
        do {
            guard let outcome = try await proof.api.change([member.id], in: proof.account, act + body, preview: true).first else {
                throw Me.unreadable
            }
            if let problem = outcome.problem { throw problem }
            return .foreseen(outcome)
        } catch let problem as Problem where problem.isForTheReader {
            return .refused(FormState(request.form, problem.renaming("ends_at", to: "last_day")))
        }
    }

    /// What the form says of a role.
    struct Terms {
        let role: GrantableRole
        let projects: GivenProjects
        let end: Timestamp?

        var body: [(String, JSON)] {
            let own: [(String, JSON)] = [("role", .string(role.id)), ("ends_at", .text(end?.rfc3339))]
            return role.needsProjects ? own + projects.body : own
        }

        func areThose(of grant: Member.Grant) -> Bool {
            grant.role.id == role.id && grant.endsAt == end
                && GivenProjects(ids: (grant.projects ?? []).map(\.id), below: grant.below) == projects
        }
    }

    enum Reading { case read(Terms), wrong(FormState) }

    /// `instead` of the grant that the form began with: a day that was left as it is keeps the moment, in whatever zone it was set.
    static func terms(_ proof: MayManage<UsersArea>, _ request: WebRequest, instead grant: Member.Grant?) async throws -> Reading {
        let roles = try await proof.api.roles(in: proof.account)
        guard let role = roles.first(where: { $0.id == request.form.text("role") }) else {
            return .wrong(FormState(request.form, "role", "users.choose-role"))
        }
        let lastDay = request.form.text("last_day")
        let isKept = grant?.endsAt != nil && form(FormState(), of: grant, request).value("last_day") == lastDay
        let end = isKept ? grant?.endsAt : lastDay.isEmpty ? nil : request.reader.zone.end(of: lastDay)
        guard lastDay.isEmpty || end != nil else { return .wrong(FormState(request.form, "last_day", "users.choose-day")) }
        return .read(Terms(role: role, projects: role.needsProjects ? GivenProjects(request.form) : .none, end: end))
    }

    /// The result of a change in words, with the project assignments that the person lost or still needs.
    private static func outcome(
        of member: Member, _ grant: Member.Grant?, _ terms: Terms
    ) -> Phrase {
        let role = terms.role
        let given = (grant?.projects ?? []).map { Phrase.text($0.name) }
        let consequence: Phrase? =
            role.needsProjects
            ? (terms.projects.ids.isEmpty ? "users.sees-no-project" : nil)
            : (given.isEmpty ? nil : Phrase("users.assignment-ended", ["projects": Phrase.all(given)]))
        let isOnly = member.grants.isEmpty || member.grants.count == 1 && grant != nil
        let change = Phrase(isOnly ? "users.is-now" : "users.has-role", ["name": member.name, "role": role.title])
        let end = terms.end.map { Phrase("users.ends-with", ["day": Phrase.day($0 - .milliseconds(1))]) }
        let sentences: [Phrase?] = [change, consequence, end, "users.from-next-click"]
        return .sentences(sentences.compactMap(\.self))
    }
}
