package import Core

/// What rests of a person's password, in the text form that Credentials reads.
package struct StoredPassword: Sendable {
    package let personID: PersonID
    package let hash: Secret<String>
    package let setBy: SetBy
    package let setAt: Timestamp
}

/// Whether what is kept came with an import, which a later import may replace, or from the person, which none may.
package enum SetBy: String, Sendable { case `import`, person }
