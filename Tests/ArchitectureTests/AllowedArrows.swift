/// Which of our targets may import which: the arrows of docs/architecture.md, and nothing else.
enum AllowedArrows {
    private static let idSite: Set<String> = ["Web", "Identity", "Access", "OpenID", "Audit", "SQL", "Core"]

    static let byTarget: [String: Set<String>] = [
        "Core": [],
        "Credentials": ["Core"],
        "JOSE": ["Core"],
        "SQL": ["Core"],
        "Web": ["Core"],
        "SQLite": ["SQL", "Core"],
        "Postgres": ["SQL", "Core"],
        "Audit": ["SQL", "Core"],
        "Schema": ["SQL", "Core"],
        "Delivery": ["Audit", "SQL", "Core"],
        "Identity": ["Credentials", "JOSE", "Audit", "SQL", "Core"],
        "Access": ["Audit", "SQL", "Core"],
        "OpenID": ["JOSE", "Audit", "SQL", "Core"],
        "Transition": ["Credentials", "Identity", "Access", "Audit", "SQL", "Core"],
        "IDSite": idSite,
        "API": idSite.union(["Provisioning"]),
        "TransitionSite": idSite.union(["Transition"]),
        "ProductKit": ["Web", "Credentials", "JOSE", "Delivery", "SQL", "Core"],
        "Dashboard": ["ProductKit", "Web", "SQL", "Core"],
        "MailPanel": ["ProductKit", "Web", "SQL", "Core"],
    ]

    /// The C targets, each with the few targets that wrap it.
    static let wrappers: [String: Set<String>] = [
        "CSQLite": ["SQLite"], "CPostgres": ["Postgres"], "CSodium": ["Credentials"], "CArgon2": ["Credentials"],
        "CCrypt": ["Credentials"], "CZxcvbn": ["Credentials"], "CCurl": ["Delivery"], "CQRencode": ["Web"],
        "CAssets": ["Web", "API", "Lanyard"],
    ]

    /// The executable wires everything.
    static let everything = "Lanyard"
}
