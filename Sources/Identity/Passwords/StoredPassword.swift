package import Core

/// A person's stored password hash, in the text form that Credentials reads.
package struct StoredPassword: Sendable {
    package let personID: PersonID
    package let hash: Secret<String>
    package let setBy: SetBy
    package let setAt: Timestamp

    package init(personID: PersonID, hash: Secret<String>, setBy: SetBy, setAt: Timestamp) {
        self.personID = personID
        self.hash = hash
        self.setBy = setBy
        self.setAt = setAt
    }
}

/// Who set a stored value: an import, so that a later import may replace it, or the person, so that no import may.
package enum SetBy: String, Sendable { case `import`, person }
