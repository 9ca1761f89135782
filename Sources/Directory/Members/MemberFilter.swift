package import Access

/// Which members of an account in a product a list shows, and in which order.
package struct MemberFilter: Sendable {
    /// Words of the name, or parts of the address: each must begin a word of either.
    package var words = ""
    package var role: RoleID?
    /// What they may do.
    package var may: [(action: Action, resource: Resource)] = []
    package var standing: Standing?
    package var secondFactor: SecondFactor?
    package var signIn: SignIn?
    /// Those whom a review finds, but for those who were left as they are lately.
    package var finding: ReviewFinding?
    package var order = Order.joined

    package enum Standing: String, Sendable, CaseIterable {
        case active, suspended, held
        /// Without a role that counts now.
        case noRole = "no-role"
    }

    package enum SecondFactor: String, Sendable, CaseIterable {
        /// A passkey counts as one.
        case yes, no
        /// Neither a passkey nor a security key.
        case noPasskey = "no-passkey"
    }

    package enum SignIn: Sendable, Equatable {
        case never
        /// Not for so many days; whoever never did has been a member for as long.
        case notFor(days: Int64)
    }

    package struct Order: Sendable, Equatable {
        package enum Key: String, Sendable, CaseIterable {
            /// Oldest membership first.
            case joined
            case name
            /// Latest sign-in first; those who never did, last.
            case lastSignIn = "last-sign-in"
            /// By the first of their roles, in the order of the roles, then by name; those without one, last.
            case role
            /// The active before the suspended and the held, then by name.
            case status
        }

        package let key: Key
        /// The other way round.
        package let isReversed: Bool

        package init(_ key: Key, isReversed: Bool = false) {
            self.key = key
            self.isReversed = isReversed
        }

        package static let joined = Order(.joined)
        package static let name = Order(.name)
    }

    package init() {}
}

/// Where a page of members begins: behind this one, in the order of the list. It holds though the member is gone.
package struct MemberPlace: Sendable, Equatable {
    package let key: String
    package let id: String

    package init(key: String, id: String) {
        self.key = key
        self.id = id
    }
}
