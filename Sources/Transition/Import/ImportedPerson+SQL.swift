internal import Core
package import Identity
package import SQL

extension Transaction {
    /// The people who had this id in an import, in any product. So a command can name a person by their id in the old product.
    package func people(importedAs externalID: String) throws -> [Person] {
        let ids: [PersonID] = try rows("SELECT DISTINCT person_id FROM import_sources WHERE external_id = \(externalID) ORDER BY person_id")
            .map { try $0["person_id"] }
        var people: [Person] = []
        for id in ids {
            if let person = try person(id), !people.contains(where: { $0.id == person.id }) { people.append(person) }
        }
        return people
    }
}
