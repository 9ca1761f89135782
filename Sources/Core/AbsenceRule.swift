/// What must be told before a person is kept from signing in. Access answers it (rule 1: no account is left without an administrator who
/// can sign in), and Identity, which knows no accounts, changes no status without it.
package protocol AbsenceRule {
    /// Throws if the person has to stay able to sign in. Otherwise records what their absence leaves to others.
    func beginAbsence(of person: PersonID) throws
}
