package import Core

/// The paths of the account's settings.
package enum SettingsPath {
    package static let settings = Path("/settings")
    package static let name = Path("/settings/name")
    package static let contacts = Path("/settings/contacts")
    package static let reading = Path("/settings/reading")
    package static let twoFactors = Path("/settings/two-factors")
    package static let policies = Path("/settings/signing-in")
    package static let move = Path("/settings/move")
    package static let moveWait = Path("/settings/move/wait")
    package static let closing = Path("/settings/close")
    package static let keeping = Path("/settings/keep")
    package static let export = Path("/settings/account.json")
    package static let leave = Path("/settings/leave")
}
