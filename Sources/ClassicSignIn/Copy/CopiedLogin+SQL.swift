internal import Core
internal import SQL
internal import Web

extension CopiedLogin {
    private static func purpose(_ subject: String) -> String { "classic-login:" + subject }

    fileprivate init(row: Row, _ keyring: Keyring) throws {
        subject = try row["subject"]
        lastStep = try row["last_step"]
        let sealed: [UInt8]? = try row["sealed"]
        let subject = subject
        credentials = try sealed.flatMap { try Credentials(JSON(reading: keyring.open($0, purpose: Self.purpose(subject)))) }
    }

    fileprivate func sealed(by keyring: Keyring) throws -> [UInt8]? {
        try credentials.map { try keyring.seal($0.json.bytes, purpose: Self.purpose(subject)) }
    }
}

extension Transaction {
    /// The logins that somebody may mean who types that, in normal form; usually one.
    func copiedLogins(named name: String, _ keyring: Keyring) throws -> [CopiedLogin] {
        try rows(
            """
            SELECT l.subject AS subject, l.sealed AS sealed, l.last_step AS last_step
            FROM classic_names n JOIN classic_logins l ON l.subject = n.subject WHERE n.name = \(name) ORDER BY l.subject
            """
        ).map { try CopiedLogin(row: $0, keyring) }
    }

    func copiedLogin(_ subject: String, _ keyring: Keyring) throws -> CopiedLogin? {
        try first("SELECT subject, sealed, last_step FROM classic_logins WHERE subject = \(subject)").map {
            try CopiedLogin(row: $0, keyring)
        }
    }

    /// Keeps what the list says of a login. Whoever came in by the ID stays inside, also if the list does not know it yet, unless they were
    /// brought back since.
    func keep(_ login: CopiedLogin, names: [String], _ keyring: Keyring) throws {
        if let returned = login.returnedAt {
            try run("UPDATE classic_logins SET arrived_at = NULL WHERE subject = \(login.subject) AND arrived_at <= \(returned)")
        }
        try run(
            """
            INSERT INTO classic_logins (subject, sealed, last_step) VALUES (\(login.subject), \(login.sealed(by: keyring)), \(login.lastStep))
            ON CONFLICT (subject) DO UPDATE SET
                sealed = CASE WHEN classic_logins.arrived_at IS NULL THEN excluded.sealed ELSE NULL END,
                last_step = CASE WHEN classic_logins.last_step > excluded.last_step THEN classic_logins.last_step
                                 ELSE COALESCE(excluded.last_step, classic_logins.last_step) END
            """)
        try run("DELETE FROM classic_names WHERE subject = \(login.subject)")
        for name in Set(names).sorted() { try run("INSERT INTO classic_names (name, subject) VALUES (\(name), \(login.subject))") }
    }

    /// From now on the login opens nothing here.
    func closeCopiedLogin(_ subject: String, arrivedAt now: Timestamp) throws {
        try run(
            """
            INSERT INTO classic_logins (subject, arrived_at) VALUES (\(subject), \(now))
            ON CONFLICT (subject) DO UPDATE SET sealed = NULL, arrived_at = excluded.arrived_at
            """)
        try run("DELETE FROM classic_codes WHERE subject = \(subject)")
        try run("DELETE FROM classic_networks WHERE subject = \(subject)")
    }

    /// Uses up the codes of that time step and of all before. Returns false if they were used up already.
    func useStep(_ step: Int64, of subject: String) throws -> Bool {
        try run(
            "UPDATE classic_logins SET last_step = \(step) WHERE subject = \(subject) AND (last_step IS NULL OR last_step < \(step))") == 1
    }
}
