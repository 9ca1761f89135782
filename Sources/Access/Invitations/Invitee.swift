package import Core

/// Who is invited: an address, and all persons who have it, verified or not.
package struct Invitee: Sendable {
    package let email: EmailAddress
    package let people: [PersonID]

    package init(_ email: EmailAddress, knownAs people: [PersonID]) {
        self.email = email
        self.people = people
    }
}
