internal import Access
internal import Core
internal import Directory
internal import SQL
internal import Transition

/// What Transition says of a person's move, for OpenID.
struct RolloutMoves: ProductMoves {
    let keyring: Keyring

    func arrived(_ person: PersonID, in product: ProductID, in tx: Transaction, at now: Timestamp) throws {
        try tx.noteArrival(of: person, in: product, at: now)
    }

    func signsInThere(_ person: PersonID, at product: ProductID, since signIn: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.signsInClassically(person, at: product, since: signIn, keyring)
    }

    func staysOutside(_ person: PersonID, of product: ProductID, in tx: Transaction, at now: Timestamp) throws -> Bool {
        try tx.staysOutside(person, of: product, keyring, at: now)
    }
}
