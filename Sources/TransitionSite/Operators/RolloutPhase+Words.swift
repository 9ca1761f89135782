internal import Core
internal import Language
internal import Transition
internal import Web

extension RolloutPhase {
    /// Whom it takes: "25 % of people, in accounts of 1 to 50, 2 by name".
    var takes: Phrase {
        let share = MoveFigures.percent(terms.percent, of: 10_000)
        var parts = [Phrase(terms.unit == .account ? "operator.share-of-accounts" : "operator.share-of-people", ["share": share])]
        switch (terms.leastMembers, terms.mostMembers) {
        case (let least?, let most?): parts.append(Phrase("operator.sized", ["least": least, "most": most]))
        case (let least?, nil): parts.append(Phrase("operator.sized-least", ["least": least]))
        case (nil, let most?): parts.append(Phrase("operator.sized-most", ["most": most]))
        case (nil, nil): break
        }
        if !terms.countries.isEmpty {
            parts.append(Phrase("operator.of-countries", ["countries": Phrase.all(terms.countries.sorted().map { Phrase.country($0) })]))
        }
        if let after = terms.createdAfter { parts.append(Phrase("operator.made-since", ["day": Phrase.dayInUTC(after)])) }
        if let before = terms.createdBefore { parts.append(Phrase("operator.made-before", ["day": Phrase.dayInUTC(before)])) }
        if terms.rollsBack { parts.append("operator.rolls-back") }
        if terms.mayWait { parts.append("operator.may-wait") }
        let allowed = terms.listed.values.count { $0 }
        if allowed > 0 { parts.append(Phrase("operator.allowed", ["count": allowed])) }
        let denied = terms.listed.count - allowed
        if denied > 0 { parts.append(Phrase("operator.left-out", ["count": denied])) }
        return .all(parts)
    }

    func badge(at now: Timestamp) -> Badge {
        switch state {
        case .draft: Badge("operator.draft")
        case .running: isOpen(at: now) ? Badge("operator.running", .good) : Badge("operator.scheduled", .info)
        case .paused: Badge("operator.is-paused", .warning)
        case .finished: Badge("operator.finished", .info)
        }
    }
}

extension EpisodeTry.Result {
    /// What happened last in an episode.
    var title: Phrase {
        switch self {
        case .begun: "operator.result-begun"
        case .succeeded: "operator.result-succeeded"
        case .wrongPassword: "operator.result-wrong-password"
        case .wrongCode: "operator.result-wrong-code"
        case .locked: "operator.result-locked"
        case .forgot: "operator.result-forgot"
        case .ticket: "operator.result-ticket"
        }
    }
}
