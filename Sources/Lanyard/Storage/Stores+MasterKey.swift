internal import Core
internal import OpenID
internal import SQL
internal import Transition

extension Stores {
    /// The master key that seals the values in these databases. It is made if nothing is sealed yet. A second server with another key would
    /// change the products' clients before it failed at the first signature, so it is stopped here. Throws `CommandError`.
    func keyring(in directory: DataDirectory) async throws -> Keyring {
        guard let sealed = try await id.database.read({ try $0.sealedSigningKey() ?? $0.sealedImportKey() }) else {
            return try directory.keyring()
        }
        let remedy =
            "Copy master.key from the data folder of the server that made the database, or write what 'lanyard key export' printed there."
        guard directory.hasMasterKey else {
            throw CommandError("The database was made with a master key, and there is none at \(directory.masterKey). \(remedy)")
        }
        let keyring = try directory.keyring()
        guard keyring.opens(sealed) else {
            throw CommandError("The master key \(directory.masterKey) is not the one that this database was made with. \(remedy)")
        }
        return keyring
    }
}
