internal import Access
internal import Core
internal import Identity
internal import SQL
internal import Web

/// A search answers with exactly what single evaluations would permit. What does not exist is found by nobody; what cannot be searched is
/// refused by its name, as `Malformed`.
extension Evaluations {
    /// Section 8.4. The account of an area is named by the property `account`.
    func subjects(_ search: SearchRequest) throws -> JSON {
        try checkSubject(EvaluationRequest.kind("subject", of: search.body))
        let entity = try EvaluationRequest.entity("resource", of: search.body)
        if !catalog.products(with: entity.type).isEmpty { return try subjects(search, of: entity) }
        try checkResource(entity)
        guard let action = Action(rawValue: try EvaluationRequest.action(of: search.body).name),
            let (account, resource) = try found(entity), let product = try product(of: entity, resource, in: account)
        else { return search.answer([]) }
        let members = try tx.permittedPeople(
            action, resource, in: AccountInProduct(account: account, product: product),
            after: search.after.flatMap { MemberID($0) }, limit: search.limit + 1, at: now)
        return search.answer(members.map { ($0.member.text, ["type": "person", "id": .string($0.person.text)]) })
    }

    /// Section 8.5.
    func resources(_ search: SearchRequest) throws -> JSON {
        let subject = try EvaluationRequest.entity("subject", of: search.body)
        try checkSubject(subject)
        let kind = try EvaluationRequest.kind("resource", of: search.body)
        try checkResource(kind)
        guard let action = Action(rawValue: try EvaluationRequest.action(of: search.body).name),
            let person = try PersonID(subject.id).flatMap({ try tx.person($0) }), !person.status.isClosed,
            let account = try account(of: kind, for: person.id)
        else { return search.answer([]) }
        let members = try tx.memberships(of: person.id, in: account)
        guard kind.type == "project" else { return search.answer(all: try areas(members, action, kind)) }
        var results: [(key: String, json: JSON)] = []
        var after = search.after.flatMap { ProjectID($0) }
        while results.count <= search.limit {
            let projects = try tx.projects(of: account, after: after, limit: SearchRequest.usual)
            for project in projects
            where try decided(members, action, .project(project.id, of: account, area: kind.area), in: kind.product).isPermitted {
                results.append((project.id.text, ["type": "project", "id": .string(project.id.text)]))
            }
            after = projects.last?.id
            guard projects.count == SearchRequest.usual else { break }
        }
        return search.answer(results)
    }

    private func areas(
        _ members: [Member], _ action: Action, _ kind: EvaluationRequest.Entity
    ) throws -> [(key: String, json: JSON)] {
        try members.sorted { $0.product < $1.product }.flatMap { member -> [(key: String, json: JSON)] in
            guard let product = catalog[member.product], kind.product == nil || kind.product == product.id else { return [] }
            let properties: JSON = ["account": .string(member.account.text), "product": .string(product.id.rawValue)]
            return try product.areas.filter { area in
                try judged([member], action, area.id, of: kind, in: product.id)
            }.map { area in
                let json: JSON = ["type": "area", "id": .string(area.id.rawValue), "properties": properties]
                return ("\(product.id.rawValue)/\(area.id.rawValue)", json)
            }
        }
    }

    /// Whether one of these permits it in the area, or in the data of the project that the search names.
    private func judged(
        _ members: [Member], _ action: Action, _ area: AreaID, of kind: EvaluationRequest.Entity, in product: ProductID
    ) throws -> Bool {
        guard let named = kind.property("project") else { return try decided(members, action, .area(area), in: product).isPermitted }
        guard let id = ProjectID(named), let account = try tx.project(id)?.account else { return false }
        let ofAccount = members.filter { $0.account == account }
        return try decided(ofAccount, action, .project(id, of: account, area: area), in: product).isPermitted
    }

    /// Section 8.6.
    func actions(_ search: SearchRequest) throws -> JSON {
        let subject = try EvaluationRequest.entity("subject", of: search.body)
        try checkSubject(subject)
        let resource = try EvaluationRequest.entity("resource", of: search.body)
        let declared = catalog.products(with: resource.type).flatMap { $0.resourceType(resource.type)?.actions.map(\.name) ?? [] }
        if declared.isEmpty { try checkResource(resource) }
        var names = declared.isEmpty ? Action.allCases.map(\.rawValue) : []
        for name in declared where !names.contains(name) { names.append(name) }
        let permitted = try names.filter { name in
            try answer(EvaluationRequest(subject: subject, resource: resource, action: .init(name: name))).isPermitted
        }
        return search.answer(all: permitted.map { ($0, ["name": .string($0)]) })
    }

    private func checkSubject(_ subject: EvaluationRequest.Entity) throws {
        guard subject.type == "person" else {
            let type = subject.type.prefix(64)
            throw EvaluationRequest.Malformed(
                message: "subject.type “\(type)” cannot be searched: all subjects here are of the type person.")
        }
    }

    private func checkResource(_ resource: EvaluationRequest.Entity) throws {
        guard ["area", "project"].contains(resource.type) else {
            throw EvaluationRequest.Malformed(
                message:
                    "resource.type “\(resource.type.prefix(64))” cannot be searched: this server holds resources of the types area and project."
            )
        }
    }

    /// The area or project, and whose it is.
    private func found(_ entity: EvaluationRequest.Entity) throws -> (AccountID, Resource)? {
        if entity.type == "project" {
            guard let id = ProjectID(entity.id), let project = try tx.project(id) else { return nil }
            guard try isOf(project.account, entity) else { return nil }
            return (project.account, .project(id, of: project.account, area: entity.area))
        }
        guard let named = entity.property("account") else {
            throw EvaluationRequest.Malformed(message: "resource.properties.account is missing: an area is searched in one account.")
        }
        guard let account = try account(named: named) else { return nil }
        let area = AreaID(rawValue: entity.id)
        guard let project = entity.property("project") else { return (account, .area(area)) }
        guard let id = ProjectID(project), try tx.project(id)?.account == account else { return nil }
        return (account, .project(id, of: account, area: area))
    }

    private func product(of entity: EvaluationRequest.Entity, _ resource: Resource, in account: AccountID) throws -> Product? {
        if let named = entity.product { return catalog[named] }
        let fitting = try tx.products(of: account).compactMap { catalog[$0] }.filter { $0.knows(resource) }
        guard fitting.count <= 1 else {
            let names = fitting.map(\.id.rawValue).joined(separator: ", ")
            throw EvaluationRequest.Malformed(message: "resource.properties.product is missing: this account has \(names).")
        }
        return fitting.first
    }

    private func account(of kind: EvaluationRequest.Entity, for person: PersonID) throws -> AccountID? {
        if let named = kind.property("account") { return try account(named: named) }
        let accounts = Set(try tx.memberships(of: person).map(\.account))
        guard accounts.count <= 1 else {
            throw EvaluationRequest.Malformed(message: "resource.properties.account is missing: the person is in several accounts.")
        }
        return accounts.first
    }
}
