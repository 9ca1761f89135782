package import SQL

/// The ID's one ordered list of schema steps, for both databases. Each step is a file of its own, named by its number.
package enum IDSchema {
    package static let migrations: [Migration] = [audit, people, access, openID, transition, signIns, joinedSources, passwordCosts]
}
