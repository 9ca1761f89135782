internal import Access
internal import Core
internal import Language
internal import Web

/// The operations of one bulk request, one after the other. An operation names what an earlier one made by `bulkId:` and its bulk id.
struct BulkWork {
    let users: UserWork
    let groups: GroupWork
    private(set) var errors = 0
    private var made: [String: String] = [:]

    init(users: UserWork, groups: GroupWork) {
        self.users = users
        self.groups = groups
    }

    fileprivate struct Done {
        let status: Int
        var location: String?
        var version: String?
    }

    /// Never throws a refusal: it is the operation's answer.
    mutating func carryOut(_ operation: JSON) async throws -> JSON {
        let method = operation.member("method")?.string?.uppercased() ?? ""
        let bulkID = operation.member("bulkId")?.string
        var answer: [(String, JSON)] = [("method", .string(String(method.prefix(10))))]
        if let bulkID { answer.append(("bulkId", .string(bulkID))) }
        do {
            let done = try await done(method, operation)
            if method == "POST", let bulkID, let id = done.location?.split(separator: "/").last { made[bulkID] = String(id) }
            if let location = done.location { answer.append(("location", .string(location))) }
            if let version = done.version { answer.append(("version", .string(version))) }
            answer.append(("status", .string(String(done.status))))
        } catch let problem as Problem {
            errors += 1
            answer.append(("status", .string(String(problem.status))))
            answer.append(("response", problem.scimError))
        }
        return .object(answer)
    }

    private func done(_ method: String, _ operation: JSON) async throws -> Done {
        let path = (operation.member("path")?.string ?? "").split(separator: "/").map(String.init)
        let version = operation.member("version")?.string
        let data = try resolvedInside(operation.member("data") ?? .null)
        guard method != "POST" else {
            guard operation.member("bulkId")?.string?.isEmpty == false else { throw Problem.invalidSyntax("A POST needs a “bulkId”.") }
            guard path.count == 1 else { throw Problem.invalidPath("A POST goes to /Users or /Groups.") }
            return Done(try await path[0] == "Groups" ? groups.create(data) : created(path[0], data), status: 201)
        }
        guard path.count == 2, let name = try resolved(.string(path[1])).string else {
            throw Problem.invalidPath("Name one user or group, like /Users/<id>.")
        }
        return switch path[0] {
        case "Users": try await user(method, MemberID(name), data, version)
        case "Groups": try await group(method, AccessGroupID(name), data, version)
        default: throw Problem.invalidPath("Name one user or group, like /Users/<id>.")
        }
    }

    private func created(_ kind: String, _ data: JSON) async throws -> JSON {
        guard kind == "Users" else { throw Problem.invalidPath("A POST goes to /Users or /Groups.") }
        return try await users.create(data)
    }

    private func user(_ method: String, _ id: MemberID?, _ data: JSON, _ version: String?) async throws -> Done {
        guard let id else { throw Problem.notFound }
        switch method {
        case "PUT": return Done(try await users.replace(id, data, expecting: version), status: 200)
        case "PATCH": return Done(try await users.patch(id, data, expecting: version), status: 200)
        case "DELETE":
            try await users.delete(id, expecting: version)
            return Done(status: 204, location: users.site.issuer + ProvisioningPath.user(id).text)
        default: throw Problem.invalidSyntax("“method” must be POST, PUT, PATCH or DELETE.")
        }
    }

    private func group(_ method: String, _ id: AccessGroupID?, _ data: JSON, _ version: String?) async throws -> Done {
        guard let id else { throw Problem.notFound }
        let location = groups.site.issuer + ProvisioningPath.group(id).text
        switch method {
        case "PUT": return Done(try await groups.replace(id, data, expecting: version), status: 200)
        case "PATCH":
            _ = try await groups.patch(id, data, expecting: version, answering: false)
            return Done(status: 204, location: location)
        case "DELETE":
            try await groups.delete(id, expecting: version)
            return Done(status: 204, location: location)
        default: throw Problem.invalidSyntax("“method” must be POST, PUT, PATCH or DELETE.")
        }
    }

    /// The data with the ids of what earlier operations made, wherever a `value` names one.
    private func resolvedInside(_ json: JSON) throws -> JSON {
        switch json {
        case .array(let values): .array(try values.map(resolvedInside))
        case .object(let members):
            .object(try members.map { ($0.0, try $0.1.string != nil && $0.0.isSameName("value") ? resolved($0.1) : resolvedInside($0.1)) })
        default: json
        }
    }

    /// The same, or the id that it names.
    private func resolved(_ json: JSON) throws -> JSON {
        switch json {
        case .string(let text) where text.hasPrefix("bulkId:"):
            guard let id = made[String(text.dropFirst("bulkId:".count))] else {
                throw Problem(
                    status: 409, code: "unknown-bulk-id",
                    title: .english("“\(text.prefix(100))” names nothing that an earlier operation made."))
            }
            return .string(id)
        default: return json
        }
    }
}

extension BulkWork.Done {
    fileprivate init(_ resource: JSON, status: Int) {
        self.init(status: status, location: resource["meta"]?["location"]?.string, version: resource.version)
    }
}
