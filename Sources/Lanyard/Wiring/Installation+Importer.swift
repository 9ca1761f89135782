internal import Transition

extension Installation {
    /// The import of people, for the command and for the example data.
    func importer() throws -> Importer {
        Importer(database: database, catalog: catalog, keyring: keyring, hashing: try hashingPool(), clock: clock)
    }
}
