package import Language
package import Web

/// An event of an account in words: what was done, and a line for each thing that changed.
package struct EventText {
    package let lines: [Phrase]

    package init(_ event: JSON) {
        let lines = Self.title(event) + ChangeText(event).lines
        self.lines = lines.isEmpty ? ["users.changed"] : lines
    }

    /// Who did it, by name.
    static func source(_ event: JSON) -> Phrase {
        if let name = event["by"]?["name"]?.string ?? event["by"]?["email"]?.string { return .text(name) }
        return switch event["source"]?.string {
        case "operator": "users.by-operator"
        case "system": "users.by-server"
        case "directory": "users.by-directory"
        default: "users.by-somebody"
        }
    }

    /// None where the changes say it all.
    private static func title(_ event: JSON) -> [Phrase] {
        let group: Phrase = event["group"]?["name"]?.string.map { .text($0) } ?? "users.closed-group"
        switch event["action"]?.string {
        case "member.changed":
            let status = event["status"]?["after"]?.array?.first?.string
            return status.map { [$0 == "active" ? "users.was-let-in" : $0 == "held" ? "users.was-held" : "users.was-suspended"] } ?? []
        case "group.joined": return [Phrase("users.joined-group", ["group": group])]
        case "group.left": return [Phrase("users.left-group", ["group": group])]
        case "account.factors-changed":
            let isAsked = event["changes"]?["needs_two_factors"]?.array?.last?.string
            return [isAsked == "true" ? "event.factors-asked" : isAsked == "false" ? "event.factors-not-asked" : "event.factors-changed"]
        case "domain.added", "domain.verified", "domain.lost", "domain.removed":
            return [domain(event)]
        case let action?: return [titles[action.replacing(".", with: "-")] ?? .text(action)]
        case nil: return []
        }
    }

    private static func domain(_ event: JSON) -> Phrase {
        let name = event["details"]?["domain"]?.string ?? ""
        return switch event["action"]?.string {
        case "domain.added": Phrase("event.domain-added", ["domain": name])
        case "domain.verified": Phrase("event.domain-verified", ["domain": name])
        case "domain.lost": Phrase("event.domain-lost", ["domain": name])
        default: Phrase("event.domain-removed", ["domain": name])
        }
    }

    /// By the action with a hyphen for its dot: keys of words have dots.
    private static let titles: [String: Phrase] = [
        "member-added": "users.was-added", "member-held": "users.was-held", "member-moved": "users.was-moved",
        "member-left": "event.member-left", "member-reviewed": "event.member-reviewed", "member-removed": "event.member-removed",
        "factor-reset-allowed": "event.reset-allowed", "factor-reset-withdrawn": "event.reset-withdrawn",
        "invitation-sent": "event.invitation-sent", "invitation-resent": "event.invitation-resent",
        "invitation-withdrawn": "event.invitation-withdrawn", "invitation-accepted": "event.invitation-accepted",
        "access-requested": "event.access-requested", "access-approved": "event.access-approved", "access-denied": "event.access-denied",
        "group-opened": "event.group-opened", "group-renamed": "event.group-renamed", "group-changed": "event.group-changed",
        "group-closed": "event.group-closed", "role-made": "event.role-made", "role-changed": "event.role-changed",
        "role-removed": "event.role-removed", "provisioning-token-made": "event.token-made",
        "provisioning-token-revoked": "event.token-revoked", "user-provisioned": "event.user-provisioned",
        "user-described": "event.user-described", "user-deprovisioned": "event.user-deprovisioned",
        "access-key-changed": "event.key-changed", "access-key-renewed": "event.key-renewed",
        "access-key-created": "event.key-created", "access-key-kept": "event.key-kept", "access-key-revoked": "event.key-revoked",
        "project-opened": "event.project-opened", "project-renamed": "event.project-renamed", "project-closed": "event.project-closed",
        "project-moved": "event.project-moved",
        "project-restored": "event.project-restored",
        "account-opened": "event.account-opened", "account-product-added": "event.product-added",
        "account-act-confirmed": "event.account-act-confirmed", "account-closing": "event.account-closing",
        "account-kept": "event.account-kept", "account-closed": "event.account-closed",
        "account-renamed": "event.account-renamed", "account-contacts-changed": "event.contacts-changed",
        "account-reading-changed": "event.reading-changed", "account-policies-changed": "event.policies-changed",
        "account-day-asked": "event.day-asked", "account-day-agreed": "event.day-agreed", "account-day-declined": "event.day-declined",
    ]
}
