package import Core

/// How many tries something gets in a window of time; each window used up makes the next one twice as long.
package struct TryLimit: Sendable, Equatable {
    package var tries: Int
    package var window: Duration
    package var longestWindow: Duration

    package init(tries: Int, window: Duration, longestWindow: Duration) {
        (self.tries, self.window, self.longestWindow) = (tries, window, longestWindow)
    }

    func window(level: Int) -> Duration { min(window * (1 << min(level, 20)), longestWindow) }
}

/// What tries are counted for.
package enum TrySubject: Sendable, Equatable {
    case person(PersonID)
    /// The e-mail address given, whether anybody has it or not.
    case address(String)
    /// The client's network: an IPv4 address, or the first 64 bits of an IPv6 one.
    case network(ClientOrigin)
    /// Codes of a person's second factors.
    case code(PersonID)
    /// A sibling's password tried along, after the right one of the login that signs in.
    case sibling(PersonID)
    /// Mail links asked for an address.
    case mail(String)
    /// SMS sent to a person.
    case sms(PersonID)

    var name: String {
        switch self {
        case .person(let id): "person:" + id.text
        case .address(let canonical): "address:" + canonical
        case .network(let origin): "network:" + (ClientNetwork(origin.address)?.text ?? origin.address)
        case .code(let id): "code:" + id.text
        case .sibling(let id): "sibling:" + id.text
        case .mail(let canonical): "mail:" + canonical
        case .sms(let id): "sms:" + id.text
        }
    }
}

/// The limits of one server.
package struct TryLimits: Sendable {
    package var person = TryLimit(tries: 5, window: .minutes(5), longestWindow: .hours(4))
    package var network = TryLimit(tries: 200, window: .minutes(5), longestWindow: .hours(1))
    package var code = TryLimit(tries: 5, window: .minutes(5), longestWindow: .hours(4))
    package var message = TryLimit(tries: 5, window: .minutes(30), longestWindow: .hours(8))

    package init() {}

    func limit(of subject: TrySubject) -> TryLimit {
        switch subject {
        case .person, .address, .sibling: person
        case .network: network
        case .code: code
        case .mail, .sms: message
        }
    }
}
