internal import Core
internal import SQL

/// Who wants to be told when more fails than is usual. The ID decides who of them may know it, each time.
enum DropReaders {
    /// The subjects of those who want to know of the account, by its id at the ID.
    static func people(of account: String, in tx: Transaction) throws -> [String] {
        var people: [String] = []
        try tx.each("SELECT DISTINCT person FROM drop_readers WHERE account = \(account) ORDER BY person") {
            people.append(try $0["person"])
        }
        return people
    }

    /// The accounts at the ID that traffic names so, and of which somebody wants to know.
    static func accounts(named name: String, in tx: Transaction) throws -> [String] {
        var accounts: [String] = []
        try tx.each("SELECT DISTINCT account FROM drop_readers WHERE name = \(name) ORDER BY account") {
            accounts.append(try $0["account"])
        }
        return accounts
    }

    static func contains(_ person: String, _ account: String, in tx: Transaction) throws -> Bool {
        try tx.first("SELECT person FROM drop_readers WHERE account = \(account) AND person = \(person)") != nil
    }

    /// `names` are those by which traffic knows the account.
    static func add(_ person: String, _ account: String, names: [String], in tx: Transaction) throws {
        for name in names {
            try tx.run(
                "INSERT INTO drop_readers (name, account, person) VALUES (\(name), \(account), \(person)) ON CONFLICT DO NOTHING")
        }
    }

    static func remove(_ person: String, _ account: String, in tx: Transaction) throws {
        try tx.run("DELETE FROM drop_readers WHERE account = \(account) AND person = \(person)")
    }
}
