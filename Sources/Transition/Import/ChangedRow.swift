internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Identity
internal import SQL

/// A row that was imported before, with its changes: only the fields that changed at the source and were not changed here since.
struct ChangedRow {
    private(set) var changes: Set<ExportedPerson.Field> = []
    private let row: PreparedRow
    private var source: ImportSource
    private let context: ImportContext
    private let tx: Transaction
    private let now: Timestamp
    private let account: Account?
    private let member: Member?
    private let person: Person?
    private var exported: ExportedPerson { row.exported }

    init(_ row: PreparedRow, _ source: ImportSource, _ context: ImportContext, _ tx: Transaction, at now: Timestamp) throws {
        self.row = row
        self.source = source
        self.context = context
        self.tx = tx
        self.now = now
        account = try tx.account(sourceID: source.accountID, product: source.product)
        member = try account.flatMap { try tx.member(source.personID, in: $0.id, product: source.product) }
        person = try tx.person(source.personID)
        for field in ExportedPerson.Field.allCases where row.fields[field] != source.fields[field] {
            if try isFree(field) { changes.insert(field) }
        }
    }

    /// Whether the import may change the field.
    private func isFree(_ field: ExportedPerson.Field) throws -> Bool {
        switch field {
        case .password: return try isPasswordFree()
        case .factor: return try isFactorFree()
        case .keys: return try areKeysFree()
        case .account: return member != nil
        case .login: return try isLoginFree()
        // An address that goes at the source stays here: it is a way back in.
        case .email where exported.email == nil: return false
        default:
            guard let here = try valueHere(of: field) else { return false }
            return context.digests.digest(here, of: field) == source.fields[field]
        }
    }

    /// The value stored here now; nil if it is gone or this source no longer controls it.
    private func valueHere(of field: ExportedPerson.Field) throws -> String? {
        switch field {
        case .name: person?.name
        case .locale: person.map { $0.locale ?? "" }
        case .email: try importedAddress()?.address.written ?? addressNeverCame()
        case .status: source.isJoined ? member?.status.rawValue : statusOfAccess?.rawValue
        case .role: imported?.role.rawValue
        case .accountName: account?.name
        case .projects:
            try imported.map { grant in ExportedPerson.projectsText(try tx.projects(grant.assignment.given).values.map(\.name)) }
        case .login, .password, .factor, .keys, .account: nil
        }
    }

    /// The grant that an import gave, and nobody changed here.
    private var imported: AccessGrant? { member?.grants.first { $0.origin.source == .importer } }

    private func importedAddress() throws -> PersonAddress? {
        // An address gets a new password mailed. That of a joined login opens the other product too, so no old product changes it.
        guard !source.isJoined else { return nil }
        return try tx.addresses(of: source.personID).first {
            $0.product == source.product.rawValue && ($0.verifiedAt == nil || $0.isVouched)
                && context.digests.digest($0.address.written, of: .email) == source.fields[.email]
        }
    }

    /// The user name that this source gave, which a joined login may have beside another.
    private func importedName() throws -> String? {
        try tx.loginNames(of: source.personID).first {
            $0.product == source.product.rawValue && context.digests.digest($0.name, of: .login) == source.fields[.login]
        }?.name
    }

    private func isLoginFree() throws -> Bool {
        guard source.fields[.login] != nil else { return true }
        return try importedName() != nil
    }

    /// Empty for whoever came without an address and has none from this product since.
    private func addressNeverCame() throws -> String? {
        guard !source.isJoined, context.digests.digest("", of: .email) == source.fields[.email] else { return nil }
        return try tx.addresses(of: source.personID).contains { $0.product == source.product.rawValue } ? nil : ""
    }

    /// The person's status as an old product knows such: whoever asked to be deleted was active before.
    private var statusOfAccess: Person.Status? { person?.status == .leaving ? .active : person?.status }

    /// Whether the person stands as an administrator of the account now: active there, and able to sign in.
    var stands: Bool {
        get throws {
            guard let member, !member.standingGrants(in: context.product).isEmpty, member.status == .active else { return false }
            return try tx.maySignIn(source.personID)
        }
    }

    /// Whether they will, of the account that the row names.
    var endsStanding: Bool {
        get throws {
            let moves = changes.contains(.account)
            let standing = member?.standingGrants(in: context.product) ?? []
            let given = standing.contains { $0.origin.source != .importer }
            let isAdministrator =
                moves
                ? exported.role.isAdministrator
                : changes.contains(.role) ? exported.role.isAdministrator || given : !standing.isEmpty
            guard isAdministrator else { return false }
            if moves || changes.contains(.status) {
                guard exported.status != .suspended else { return false }
            } else if member?.status != .active {
                return false
            }
            if changes.contains(.status), !source.isJoined { return exported.status == .active }
            return try tx.maySignIn(source.personID)
        }
    }

    /// The address that the change would leave, in its canonical form.
    var addressLeft: String? { get throws { try changedAddress()?.address.canonical } }

    var addressToLeave: AddressID? { get throws { try changedAddress()?.id } }

    /// nil also where the source has no address any more: then the one here stays.
    private func changedAddress() throws -> PersonAddress? {
        changes.contains(.email) && exported.email != nil ? try importedAddress() : nil
    }

    private func isPasswordFree() throws -> Bool {
        // The password of a joined login also signs in to the other product. So no import from either old product may set it.
        guard !source.isJoined, row.hash != nil, let digest = row.fields[.password],
            try !tx.isPast(digest, of: .password, source)
        else { return false }
        return try tx.password(of: source.personID)?.setBy != .person
    }

    private func isFactorFree() throws -> Bool {
        // For the same reason, no import may remove or replace the second factor of a joined login.
        guard !source.isJoined, let digest = row.fields[.factor], try !tx.isPast(digest, of: .factor, source) else { return false }
        let factors = try tx.secondFactors(of: source.personID)
        guard !factors.contains(where: { $0.setBy == .person }) else { return false }
        return source.factorID == nil ? factors.isEmpty : factors.contains { $0.id == source.factorID }
    }

    private func importedKeys() throws -> [Passkey] { try tx.passkeys(of: source.personID).filter { $0.setBy == .import } }

    /// The keys here must be those of the last import: one that the person removed does not come back.
    private func areKeysFree() throws -> Bool {
        guard !source.isJoined else { return false }
        if let digest = row.fields[.keys], try tx.isPast(digest, of: .keys, source) { return false }
        let here = try importedKeys().map { ($0.relyingParty, $0.credentialID, $0.publicKey) }
        return (here.isEmpty ? nil : context.digests.digest(ExportedPerson.keysText(here), of: .keys)) == source.fields[.keys]
    }

    /// Applies the changes and stores the new digests of the source. What can be refused comes first.
    mutating func apply() throws {
        let administration = context.administration(tx, at: now)
        try applyMembership()
        if changes.contains(.name) { try tx.rename(source.personID, to: exported.name, by: .system, at: now) }
        if changes.contains(.locale) { try tx.setLocale(source.personID, to: exported.locale, at: now) }
        if changes.contains(.email), let email = exported.email { try setAddress(email) }
        if changes.contains(.login) {
            try tx.setLoginName(
                exported.login, insteadOf: importedName(), of: source.personID, product: source.product.rawValue, at: now)
            try tx.append(
                AuditEvent(
                    .loginNameChanged, by: .system, on: source.personID.text, details: ["product": source.product.rawValue]), at: now)
        }
        if changes.contains(.password), let hash = row.hash {
            try tx.setPassword(of: source.personID, hash: Secret(hash.text), setBy: .import, by: .system, at: now)
        }
        if changes.contains(.factor) { try replaceFactor() }
        if changes.contains(.keys) { try replaceKeys() }
        if changes.contains(.status), !source.isJoined {
            try tx.setStatus(source.personID, to: exported.status, under: administration, by: .system, at: now)
        }
        for field in [ExportedPerson.Field.password, .factor, .keys] where row.fields[field] != source.fields[field] {
            // A value from an older export must not be stored as the newest one.
            if let digest = row.fields[field], try tx.isPast(digest, of: field, source) { continue }
            if let digest = source.fields[field] { try tx.rememberPast(digest, of: field, source) }
            source.fields[field] = row.fields[field]
        }
        for field in ExportedPerson.Field.allCases where ![.password, .factor, .keys].contains(field) {
            if field == .email, exported.email == nil, try importedAddress() != nil { continue }
            source.fields[field] = row.fields[field]
        }
        source.accountID = exported.accountID
        try tx.update(source, at: now)
    }

    /// Where the person changes accounts: makes them a member of the new one, if they are not yet. Rows that exchange administrators all do
    /// this first, so that no account is left without one.
    func arrive() throws {
        guard changes.contains(.account) else { return }
        let there = try tx.account(sourceID: exported.accountID, product: source.product)
        if let there, try tx.member(source.personID, in: there.id, product: source.product) != nil { return }
        try context.administration(tx, at: now).importMembers([context.membership(of: exported, source.personID)])
    }

    private func applyMembership() throws {
        guard let account, let member else { return }
        let administration = context.administration(tx, at: now)
        if changes.contains(.account) {
            try arrive()
            _ = try administration.removeMember(member.id, of: account.id, as: source.product)
            return
        }
        if changes.contains(.accountName) { _ = try administration.rename(account.id, to: exported.accountName, as: source.product) }
        guard !changes.isDisjoint(with: [.role, .projects, .status]) else { return }
        let projects =
            changes.contains(.projects) && exported.role.projects == .assigned
            ? try administration.importedProjects(exported.projects, for: exported.role, in: account.id) : nil
        _ = try administration.changeMember(
            member.id, of: account.id, as: source.product,
            to: .init(
                role: changes.contains(.role) ? exported.role.id : nil, projects: projects,
                status: changes.contains(.status) ? (exported.status == .suspended ? .suspended : .active) : nil))
    }

    private func setAddress(_ email: EmailAddress) throws {
        if let address = try importedAddress() { return try move(address, to: email) }
        let address = PersonAddress(
            id: AddressID(at: now), personID: source.personID, address: email, product: source.product.rawValue, createdAt: now)
        try tx.insert(address)
        if context.trustsAddresses, exported.isVerified { try tx.vouch(for: address.id, by: .system, at: now) }
        try tx.append(
            AuditEvent(.addressAdded, by: .system, on: source.personID.text, details: ["address": address.id.text]), at: now)
    }

    private func move(_ address: PersonAddress, to email: EmailAddress) throws {
        try tx.run(
            """
            UPDATE email_addresses SET written = \(email.written), canonical = \(email.canonical), verified_at = NULL, vouched = 0, created_at = \(now)
            WHERE id = \(address.id)
            """)
        if context.trustsAddresses, exported.isVerified { try tx.vouch(for: address.id, by: .system, at: now) }
        try tx.append(
            AuditEvent(.addressChanged, by: .system, on: source.personID.text, details: ["address": address.id.text]), at: now)
    }

    /// A key that stays keeps its counter.
    private func replaceKeys() throws {
        let here = try importedKeys()
        for key in here where !exported.keys.contains(where: key.isSame) {
            _ = try tx.removePasskey(key.id, of: source.personID, by: .system, at: now)
        }
        for key in exported.keys where !here.contains(where: { $0.isSame(key) }) {
            try tx.insert(.imported(key, of: source.personID, at: now), by: .system, at: now)
        }
    }

    private mutating func replaceFactor() throws {
        if let old = source.factorID { try tx.removeSecondFactor(old, of: source.personID, by: .system, at: now) }
        let factor = try exported.factor.map { try context.secondFactor($0, of: source.personID, at: now) }
        if let factor { try tx.insert(factor, by: .system, at: now) }
        source.factorID = factor?.id
    }
}

extension Passkey {
    fileprivate func isSame(_ key: OldSecurityKey) -> Bool {
        relyingParty == key.relyingParty && credentialID == key.credentialID && publicKey == key.publicKey
    }
}
