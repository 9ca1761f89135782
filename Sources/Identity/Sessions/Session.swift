package import Core

/// A person signed in, in one browser.
package struct Session: Sendable, Equatable {
    package let id: SessionID
    package let personID: PersonID
    package let startedAt: Timestamp
    package let lastSeenAt: Timestamp
    /// The latest time at which it ends.
    package let endsAt: Timestamp
    /// When the person last proved who they are (`auth_time`).
    package let authTime: Timestamp
    package let acr: ACR
    /// RFC 8176: `pwd`, `otp`, `sms`, `mfa`.
    package let amr: [String]
    /// Shown to the person, to recognise the session.
    package let origin: ClientOrigin
    package let endedAt: Timestamp?

    package static let idleTime: Duration = .hours(12)
    package static let longestTime: Duration = .days(30)
    /// The minimum time between two writes of a session's row, so that showing a page seldom writes.
    package static let touchInterval: Duration = .minutes(1)

    package func isLive(at now: Timestamp) -> Bool { endedAt == nil && now < endsAt && now < lastSeenAt + Session.idleTime }
    package func needsTouch(at now: Timestamp) -> Bool { now >= lastSeenAt + Session.touchInterval }
}

/// The authentication context: how many factors were proved.
package enum ACR: String, Sendable {
    case oneFactor = "urn:lanyard:1"
    case twoFactors = "urn:lanyard:2"
}

/// Where a request came from.
package struct ClientOrigin: Sendable, Equatable {
    /// The client's IP address as text.
    package let address: String
    /// The User-Agent of the browser, 200 characters at most.
    package let agent: String

    package init(address: String, agent: String) {
        self.address = String(address.prefix(64))
        self.agent = String(String.UnicodeScalarView(agent.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }).prefix(200))
    }
}

/// Which person's password and second factor were proved in a session, and when: joining two logins asks for both.
package struct SessionProof: Sendable, Equatable {
    package let personID: PersonID
    package let passwordAt: Timestamp?
    package let factorAt: Timestamp?
    /// When the person named that login, to join it; nil if it was met because it shares an address.
    package let namedAt: Timestamp?

    package init(personID: PersonID, passwordAt: Timestamp?, factorAt: Timestamp?, namedAt: Timestamp? = nil) {
        self.personID = personID
        self.passwordAt = passwordAt
        self.factorAt = factorAt
        self.namedAt = namedAt
    }
}

extension ClientOrigin {
    /// The family of the browser, from its user agent; nil for another program.
    package var browser: String? {
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
            .first { agent.contains($0.0) }?.1
    }

    package var system: String? {
        [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
        ].first { agent.contains($0.0) }?.1
    }
}
