package import Core

extension Keyring {
    /// The master key of tests.
    package static var ofTests: Keyring {
        get throws {
            guard let keyring = Keyring(keys: [1: Array(repeating: 7, count: 32)]) else { throw WrongKeys() }
            return keyring
        }
    }

    private struct WrongKeys: Error {}
}
