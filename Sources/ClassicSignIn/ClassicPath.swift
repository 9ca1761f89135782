internal import Core
internal import Web

/// The pages of the product's own sign-in. The first one is the product's usual sign-in.
enum ClassicPath {
    static let login = Path("/sign-in/login")
    static let password = Path("/sign-in/password")
    static let code = Path("/sign-in/code")
    static let forgot = Path("/sign-in/forgot")
    static let newCode = Path("/sign-in/code/new")
}

/// The addresses of the ID that a product asks during the move.
enum RolloutPath {
    static let route = Path("/api/v1/rollout/route")
    static let changes = Path("/api/v1/rollout/changes")
    static let episodes = Path("/api/v1/rollout/episodes")
}
