internal import Core
internal import Language
internal import SQL

/// What one kind of second factor knows. Each kind is a type in a file of its own.
protocol SecondFactorMethod: Sendable, Equatable {
    static var kind: SecondFactor.Kind { get }
    /// Its value in `amr` (RFC 8176).
    static var amr: String { get }
    /// Reads the columns of its kind.
    init(row: Row) throws
    /// What it stores.
    var columns: SecondFactorColumns { get }
    /// Whether the code is right. A right code works only once: this call marks it as used.
    func useCode(_ code: String, of factor: SecondFactorID, in tx: Transaction, _ keyring: Keyring, at now: Timestamp) throws -> Bool
    /// Sends its codes; nil for a kind whose codes the person has already.
    var sender: (any CodeSender)? { get }
    /// The title and the first sentence of the mail that tells of its removal.
    var removalNotice: (title: String, change: Phrase) { get }
}

/// The columns of `second_factors` that belong to a kind. Those of other kinds stay NULL.
struct SecondFactorColumns {
    var secret: [UInt8]?
    var lastStep: Int64?
    var phone: String?
}

/// Sends the codes of a second factor.
protocol CodeSender: Sendable {
    /// What a code that is sent to this person is counted for.
    func limits(of person: PersonID, from origin: ClientOrigin) -> [TrySubject]
    /// When the last code was sent; nil if none is remembered.
    func lastSent(of factor: SecondFactorID, in tx: Transaction) throws -> Timestamp?
    /// Whether a code was sent that would still be accepted.
    func hasLiveCode(of factor: SecondFactorID, in tx: Transaction, at now: Timestamp) throws -> Bool
    /// Replaces the last code with a new one, and puts its message into the outbox.
    func sendCode(of factor: SecondFactorID, in tx: Transaction, _ keyring: Keyring, at now: Timestamp) throws
}

extension SecondFactor {
    /// The kinds of second factors, in the order in which they are asked for, by the word that a row stores.
    package enum Kind: String, Sendable, CaseIterable {
        case authenticatorApp = "totp"
        case textMessage = "sms"
    }

    /// A kind, with what this factor of it has.
    package enum Method: Sendable, Equatable {
        case authenticatorApp(AuthenticatorApp)
        case textMessage(TextMessage)
    }
}

extension SecondFactor.Method {
    /// Throws for a kind that is not known here.
    init(row: Row) throws {
        let kind: SecondFactor.Kind = try row["kind"]
        switch kind {
        case .authenticatorApp: self = .authenticatorApp(try AuthenticatorApp(row: row))
        case .textMessage: self = .textMessage(try TextMessage(row: row))
        }
    }

    var rules: any SecondFactorMethod {
        switch self {
        case .authenticatorApp(let app): app
        case .textMessage(let message): message
        }
    }

    var columns: SecondFactorColumns { rules.columns }
    package var kind: SecondFactor.Kind { type(of: rules).kind }
    var amr: String { type(of: rules).amr }
    var sender: (any CodeSender)? { rules.sender }
}
