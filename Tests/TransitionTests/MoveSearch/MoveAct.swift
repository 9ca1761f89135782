import TestSupport

/// Something that happens to a product's people during its move. People are numbers: 0 to 3 are logins of the dashboard, 4 and 5 of the mail
/// panel, 4 with the address of 0.
enum MoveAct: Sendable {
    case signIn(Int)
    case signInAtTheID(Int)
    case notNow(Int)
    case rollBack(Int)
    case rollBackPhase
    case pause
    case resume
    case percent(Int)
    case join(Int, lost: Int)
    case separate(Int)
    case giveOther(Int)
    case takeOther(Int)
    case suspend(Int)
    case restore(Int)
    case setPassword(Int)
    case wait(days: Int64)

    static let names = [
        "signIn", "signInAtTheID", "notNow", "rollBack", "rollBackPhase", "pause", "resume", "percent", "join", "separate", "giveOther",
        "takeOther", "suspend", "restore", "setPassword", "wait",
    ]

    var name: String { String("\(self)".prefix { $0.isLetter }) }

    /// Whether it may change what somebody may do.
    var changesRights: Bool {
        switch self {
        case .join, .separate, .giveOther, .takeOther: true
        default: false
        }
    }

    /// Whether it may lead somebody out again who was led to the ID.
    var leadsOut: Bool {
        switch self {
        case .notNow, .rollBack, .rollBackPhase, .pause, .join, .separate: true
        default: false
        }
    }

    static func random(_ numbers: inout SeededNumbers) -> MoveAct {
        let one = Int.random(in: 0..<MoveWorld.dashboardPeople, using: &numbers)
        let pair = [(0, 4), (4, 0), (0, 4), (1, 2), (3, 5), (5, 3)].randomElement(using: &numbers) ?? (0, 4)
        let acts: [MoveAct] = [
            .signIn(one), .signIn(one), .signIn(one), .signIn(one), .signIn(one), .signInAtTheID(one), .signInAtTheID(one), .notNow(one),
            .notNow(one), .rollBack(one), .rollBack(one), .rollBack(one), .rollBackPhase, .pause, .resume, .resume, .resume,
            .percent(Int.random(in: 0...10, using: &numbers) * 1000), .join(pair.0, lost: pair.1), .separate(pair.0), .separate(pair.0),
            .separate(pair.1), .giveOther(one), .takeOther(one), .takeOther(one), .suspend(one), .restore(one), .restore(one),
            .setPassword(one), .wait(days: Int64.random(in: 1...10, using: &numbers)),
        ]
        return acts.randomElement(using: &numbers) ?? .pause
    }
}
