internal import Audit
internal import Core
internal import JOSE

/// The events of CAEP that are sent, by their URIs (OpenID Continuous Access Evaluation Profile 1.0).
package enum SecurityEvent: String, Sendable, CaseIterable {
    case sessionRevoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked"
    case claimsChange = "https://schemas.openid.net/secevent/caep/event-type/token-claims-change"

    /// nil for a signal that is no security event, or of which nobody knows whom it is about.
    init?(_ signal: Signal) {
        guard signal.subject.person != nil, let action = AuditAction(rawValue: signal.event.action) else { return nil }
        let changes = (try? JSONValue(parsing: Array((signal.event.changes ?? "{}").utf8))) ?? .object([:])
        let status = changes["status"]?.array?.last?.string
        switch action {
        case .sessionEnded, .memberRemoved, .memberLeft, .memberHeld, .personLeaving, .personErased: self = .sessionRevoked
        case .personStatusChanged where status != "active": self = .sessionRevoked
        case .memberChanged where status != nil && status != "active": self = .sessionRevoked
        case .memberChanged, .groupJoined, .groupLeft: self = .claimsChange
        default: return nil
        }
    }

    /// The claims of the token (RFC 8417), but for `jti`, `iss`, `aud` and `iat`, which are those of the delivery.
    func claims(of signal: Signal, issuer: String) -> String {
        var event = JSONWriter()
        event.add("event_timestamp", signal.event.at.seconds)
        event.add("initiating_entity", initiator(of: signal))
        if self == .claimsChange {
            var claims = JSONWriter()
            claims.add("account", signal.event.account?.text)
            claims.add("roles", signal.subject.roles ?? [])
            event.add("claims", json: claims.finished())
        }
        let events = "{\"\(rawValue)\":" + String(decoding: event.finished(), as: UTF8.self) + "}"
        return "{\"sub_id\":\(subject(of: signal, issuer)),\"txn\":\"\(signal.event.id)\",\"events\":\(events)}"
    }

    /// Who it is about (RFC 9493): the person, in their session or account where it is about one alone.
    private func subject(of signal: Signal, _ issuer: String) -> String {
        var user = JSONWriter()
        user.add("format", "iss_sub")
        user.add("iss", issuer)
        user.add("sub", signal.subject.person?.text)
        let place: (name: String, id: String)? =
            if let account = signal.event.account { ("tenant", account.text) } else if let session = SessionID(signal.event.subject) {
                ("session", session.text)
            } else { nil }
        let written = String(decoding: user.finished(), as: UTF8.self)
        guard let place else { return written }
        return "{\"format\":\"complex\",\"user\":\(written),\"\(place.name)\":{\"format\":\"opaque\",\"id\":\"\(place.id)\"}}"
    }

    private func initiator(of signal: Signal) -> String {
        guard let person = AuditEvent.Actor.person(of: signal.event.actor) else {
            return signal.event.actor == "operator" ? "admin" : "system"
        }
        return person == signal.subject.person ? "user" : "admin"
    }
}
