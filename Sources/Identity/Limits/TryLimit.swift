package import Core

/// How many tries a subject has in a time window. Each window that is used up makes the next one twice as long, up to `longestWindow`.
package struct TryLimit: Sendable, Equatable {
    package var tries: Int
    package var window: Duration
    package var longestWindow: Duration

    package init(tries: Int, window: Duration, longestWindow: Duration) {
        self.tries = tries
        self.window = window
        self.longestWindow = longestWindow
    }

    func window(level: Int) -> Duration { min(window * (1 << min(level, 20)), longestWindow) }
}

/// The subject that tries are counted for.
package enum TrySubject: Sendable, Equatable {
    case person(PersonID)
    /// The e-mail address that was entered, whether a person has it or not.
    case address(String)
    /// An address at which strangers guess: all guesses in a row that came from browsers nobody signed in with.
    case strangers(String)
    /// A browser in which the person signed in before, by its token.
    case browser(TokenHash)
    /// The client's network: an IPv4 address, or the first 64 bits of an IPv6 one.
    case network(ClientOrigin)
    /// The guesses of one network at one address: whoever goes on is locked out for longer than the address is.
    case pair(String, ClientOrigin)
    /// The mail that tells a person of a lock: one a day.
    case lockNotice(PersonID)
    /// Codes of a person's second factors.
    case code(PersonID)
    /// A password that was right for one login, checked against another login of the same address (a sibling).
    case sibling(PersonID)
    /// Tickets that a network opened.
    case tickets(ClientOrigin)
    /// Codes of devices that a network entered.
    case deviceCodes(ClientOrigin)
    /// Requests to sign in that clients without a secret sent ahead from a network, devices among them.
    case publicRequests(ClientOrigin)
    /// Mail links requested for an address.
    case mail(String)
    /// SMS sent to a person.
    case sms(PersonID)
    /// SMS that a network had sent.
    case smsFrom(ClientOrigin)
    /// SMS sent to one country, by its calling code.
    case smsTo(Int)
    /// Invitations that a person sends, for any account.
    case inviter(PersonID)
    /// Invitations sent for an account, by any person.
    case inviting(AccountID)
    /// The same for an account that has been there for a while.
    case invitingLongKnown(AccountID)
    /// Invitations to one address from one account.
    case invited(String, AccountID)

    var name: String {
        switch self {
        case .person(let id): "person:" + id.text
        case .address(let canonical): "address:" + canonical
        case .strangers(let canonical): "strangers:" + canonical
        case .browser(let token): "browser:" + Hex.encode(token.bytes)
        case .network(let origin): "network:" + ClientNetwork(origin.address).text
        case .pair(let canonical, let origin): "pair:" + ClientNetwork(origin.address).text + ":" + canonical
        case .lockNotice(let id): "lock-notice:" + id.text
        case .code(let id): "code:" + id.text
        case .sibling(let id): "sibling:" + id.text
        case .tickets(let origin): "tickets:" + ClientNetwork(origin.address).text
        case .deviceCodes(let origin): "device-codes:" + ClientNetwork(origin.address).text
        case .publicRequests(let origin): "public-requests:" + ClientNetwork(origin.address).text
        case .mail(let canonical): "mail:" + canonical
        case .sms(let id): "sms:" + id.text
        case .smsFrom(let origin): "sms-from:" + ClientNetwork(origin.address).text
        case .smsTo(let country): "sms-to:\(country)"
        case .inviter(let id): "inviter:" + id.text
        case .inviting(let id): "inviting:" + id.text
        case .invitingLongKnown(let id): "inviting-long-known:" + id.text
        case .invited(let canonical, let account): "invited:" + account.text + ":" + canonical
        }
    }
}

/// The limits of one server.
package struct TryLimits: Sendable {
    package var person = TryLimit(tries: 5, window: .minutes(5), longestWindow: .hours(4))
    /// For all strangers at one address, until somebody gets in or a new password is set.
    package var strangers = TryLimit(tries: 100, window: .days(365), longestWindow: .days(365))
    package var browser = TryLimit(tries: 10, window: .hours(1), longestWindow: .hours(24))
    package var network = TryLimit(tries: 200, window: .minutes(5), longestWindow: .hours(1))
    package var pair = TryLimit(tries: 5, window: .minutes(5), longestWindow: .hours(24))
    package var lockNotice = TryLimit(tries: 1, window: .hours(24), longestWindow: .hours(24))
    package var code = TryLimit(tries: 5, window: .minutes(5), longestWindow: .hours(4))
    package var message = TryLimit(tries: 5, window: .minutes(30), longestWindow: .hours(8))
    /// For all SMS that one network has sent, and for all to one country: whoever earns by each message is stopped by them.
    package var messagesFrom = TryLimit(tries: 200, window: .hours(1), longestWindow: .hours(24))
    package var messagesTo = TryLimit(tries: 2000, window: .hours(1), longestWindow: .hours(24))
    package var tickets = TryLimit(tries: 20, window: .hours(1), longestWindow: .hours(24))
    package var publicRequests = TryLimit(tries: 600, window: .hours(1), longestWindow: .hours(1))
    package var inviter = TryLimit(tries: 100, window: .hours(1), longestWindow: .hours(24))
    package var inviting = TryLimit(tries: 300, window: .hours(1), longestWindow: .hours(24))
    /// Enough for a department that moves in by a file; whoever would flood mailboxes does not wait a month for it.
    package var invitingLongKnown = TryLimit(tries: 2000, window: .hours(1), longestWindow: .hours(24))
    /// From this age on an account counts as known.
    package var knownAfter = Duration.days(30)

    package init() {}

    func limit(of subject: TrySubject) -> TryLimit {
        switch subject {
        case .person, .address, .sibling: person
        case .strangers: strangers
        case .browser: browser
        case .network: network
        case .pair: pair
        case .lockNotice: lockNotice
        case .code: code
        case .mail, .sms, .invited: message
        case .tickets, .deviceCodes: tickets
        case .publicRequests: publicRequests
        case .smsFrom: messagesFrom
        case .smsTo: messagesTo
        case .inviter: inviter
        case .inviting: inviting
        case .invitingLongKnown: invitingLongKnown
        }
    }
}
