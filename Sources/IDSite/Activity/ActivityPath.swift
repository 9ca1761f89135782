internal import Core
internal import Identity

/// The paths of what happened to the person's ID.
enum ActivityPath {
    static let list = Path("/activity")
    static let file = Path("/activity.csv")
    static let dispute = PathTo<SignInChangeID>("/activity/changes/:change/not-me")
}
