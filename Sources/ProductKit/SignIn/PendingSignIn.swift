internal import Core
internal import SQL
internal import Web

/// A sign-in in progress: the values that the callback must match, and the page that the person asked for.
struct PendingSignIn: Sendable {
    /// For all pages of the sign-in together: a page of the ID may stand open for a working day, and a mailed link be followed from it.
    static let lifetime = Duration.hours(12)
    /// The maximum number of sign-ins in progress from one network, so that nobody can fill the table (threat 12).
    static let mostOfNetwork = 1000
    static let purpose = "product-sign-in"

    var nonce: String
    var verifier: String
    var returnPath: LocalPath
    /// The account to open afterwards, if the link named one. The ID decides at each request whether the person is a member of it.
    var account: String?

    func sealed(by keyring: Keyring) throws -> [UInt8] {
        let json: JSON = [
            "nonce": .string(nonce), "verifier": .string(verifier), "return_to": .string(returnPath.text), "account": .text(account),
        ]
        return try keyring.seal(json.bytes, purpose: Self.purpose)
    }

    init(nonce: String, verifier: String, returnPath: LocalPath, account: String? = nil) {
        self.nonce = nonce
        self.verifier = verifier
        self.returnPath = returnPath
        self.account = account
    }

    init(sealed: [UInt8], keyring: Keyring) throws {
        let json = try JSON(reading: keyring.open(sealed, purpose: Self.purpose))
        guard let nonce = json["nonce"]?.string, let verifier = json["verifier"]?.string else { throw SealedValueUnreadable() }
        self.init(
            nonce: nonce, verifier: verifier, returnPath: LocalPath(json["return_to"]?.string) ?? .home, account: json["account"]?.string)
    }
}

extension Transaction {
    /// Stores a sign-in by the hashes of its state and of the browser's cookie. Deletes expired sign-ins.
    func addPendingSignIn(state: TokenHash, browser: TokenHash, sealed: [UInt8], from network: ClientNetwork, at now: Timestamp) throws {
        try run("DELETE FROM product_sign_ins WHERE expires_at <= \(now)")
        try run(
            """
            INSERT INTO product_sign_ins (state_hash, browser_hash, sealed, network, expires_at)
            VALUES (\(state.bytes), \(browser.bytes), \(sealed), \(network.text), \(now + PendingSignIn.lifetime))
            """)
    }

    /// The state hashes of the network's sign-ins that must be deleted before one is added, so that at most `PendingSignIn.mostOfNetwork`
    /// remain. At most a hundred are returned.
    func surplusSignIns(of network: ClientNetwork) throws -> [[UInt8]] {
        try rows(
            """
            SELECT state_hash FROM product_sign_ins WHERE network = \(network.text)
            ORDER BY expires_at DESC LIMIT 100 OFFSET \(PendingSignIn.mostOfNetwork - 1)
            """
        ).map { try $0["state_hash"] }
    }

    /// Removes and returns a sign-in. It can be used once, in the browser that began it.
    func consumePendingSignIn(state: TokenHash, browser: TokenHash, at now: Timestamp) throws -> [UInt8]? {
        let row = try first(
            """
            DELETE FROM product_sign_ins WHERE state_hash = \(state.bytes) AND browser_hash = \(browser.bytes) AND expires_at > \(now)
            RETURNING sealed
            """)
        return try row?["sealed"]
    }
}
