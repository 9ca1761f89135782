internal import Access
package import Core
internal import Transition

/// The paths of the pages from which a move is watched and steered.
package enum MovePath {
    package static let move = PathTo<String>("/operate/moves/:product")
    static let days = PathTo<String>("/operate/moves/:product/days")
    static let release = PathTo<String, RolloutBrakeID>("/operate/moves/:product/paused/:brake/release")
    static let agreement = PathTo<String, AccountID>("/operate/moves/:product/days/:account/agree")
    static let refusal = PathTo<String, AccountID>("/operate/moves/:product/days/:account/decline")
    static let phase = PathTo<RolloutPhaseID>("/operate/phases/:phase")
    static let change = PathTo<RolloutPhaseID>("/operate/phases/:phase/share")
    static let start = PathTo<RolloutPhaseID>("/operate/phases/:phase/start")
    static let pause = PathTo<RolloutPhaseID>("/operate/phases/:phase/pause")
    static let rollBack = PathTo<RolloutPhaseID>("/operate/phases/:phase/back")
    static let classBack = PathTo<String, RolloutBrakeID>("/operate/moves/:product/paused/:brake/back")
    static let resume = PathTo<RolloutPhaseID>("/operate/phases/:phase/resume")
    static let person = PathTo<PersonID>("/operate/people/:person")
    static let passwordLink = PathTo<PersonID>("/operate/people/:person/password-link")
    static let wayBack = PathTo<PersonID, String>("/operate/people/:person/back/:product")
    static let report = PathTo<ImportRecordID>("/operate/imports/:report")
}
