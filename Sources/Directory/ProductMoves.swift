package import Access
package import Core
package import SQL

/// What the move of products' logins says of a person. The executable connects it to Transition, which is removable.
package protocol ProductMoves: Sendable {
    /// The person comes into the product by the ID.
    func arrived(_ person: PersonID, in product: ProductID, in tx: Transaction, at now: Timestamp) throws

    /// Whether the product itself signs the person in, by their old login, and did so at that time.
    func signsInThere(_ person: PersonID, at product: ProductID, since signIn: Timestamp, in tx: Transaction) throws -> Bool

    /// Whether the phases of the product's move leave the person with the product's own sign-in for now.
    func staysOutside(_ person: PersonID, of product: ProductID, in tx: Transaction, at now: Timestamp) throws -> Bool
}

/// Nobody's login moves.
package struct NoMoves: ProductMoves {
    package init() {}

    package func arrived(_ person: PersonID, in product: ProductID, in tx: Transaction, at now: Timestamp) {}
    package func signsInThere(_ person: PersonID, at product: ProductID, since signIn: Timestamp, in tx: Transaction) -> Bool { false }
    package func staysOutside(_ person: PersonID, of product: ProductID, in tx: Transaction, at now: Timestamp) -> Bool { false }
}
