internal import Audit
internal import Language

/// What of a person's events they read, and in which words.
enum ActivityWords {
    /// The parts that can be chosen.
    enum Part: String, CaseIterable {
        case all, signIns, changes

        var title: Phrase {
            switch self {
            case .all: "activity.all"
            case .signIns: "activity.sign-ins"
            case .changes: "activity.changes"
            }
        }

        var actions: [AuditAction] {
            switch self {
            case .all: ActivityWords.words.map(\.action)
            case .signIns: [.sessionStarted, .sessionEnded]
            case .changes: ActivityWords.words.map(\.action).filter { ![.sessionStarted, .sessionEnded].contains($0) }
            }
        }
    }

    static func phrase(_ action: String) -> Phrase { words.first { $0.action.rawValue == action }?.phrase ?? .text(action) }

    private static let words: [(action: AuditAction, phrase: Phrase)] = [
        (.sessionStarted, "activity.session-started"), (.sessionEnded, "activity.session-ended"),
        (.passwordSet, "activity.password-set"), (.passwordLinkSent, "activity.password-link-sent"),
        (.secondFactorAdded, "activity.factor-added"), (.secondFactorRemoved, "activity.factor-removed"),
        (.passkeyAdded, "activity.passkey-added"), (.passkeyRemoved, "activity.passkey-removed"),
        (.passkeyCopied, "activity.passkey-copied"), (.recoveryCodesMade, "activity.codes-made"),
        (.recoveryCodeUsed, "activity.code-used"), (.trustedBrowserAdded, "activity.browser-trusted"),
        (.trustedBrowserRemoved, "activity.browser-untrusted"), (.addressAdded, "activity.address-added"),
        (.addressRemoved, "activity.address-removed"), (.addressVerified, "activity.address-verified"),
        (.addressChosen, "activity.address-chosen"), (.addressChanged, "activity.address-changed"),
        (.personAdded, "activity.person-added"), (.personRenamed, "activity.renamed"), (.readingChanged, "activity.reading-changed"),
        (.personStatusChanged, "activity.status-changed"), (.personJoined, "activity.joined"),
        (.personSeparated, "activity.separated"), (.consentGiven, "activity.consent-given"),
        (.personLeaving, "activity.leaving"), (.personKept, "activity.kept"),
        (.consentWithdrawn, "activity.consent-withdrawn"), (.memberLeft, "activity.left-account"),
        (.grantsRevoked, "activity.grants-revoked"), (.recoveryRequested, "activity.recovery-requested"),
        (.recoveryApproved, "activity.recovery-approved"), (.recoveryDenied, "activity.recovery-denied"),
        (.recoveryStopped, "activity.recovery-stopped"), (.recoveryLinkSent, "activity.recovery-link-sent"),
        (.recoveryFinished, "activity.recovery-finished"), (.factorResetAllowed, "activity.reset-allowed"),
        (.factorResetWithdrawn, "activity.reset-withdrawn"), (.signInRestored, "activity.restored"),
    ]
}
