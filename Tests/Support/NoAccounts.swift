package import Core

/// The rule of a test in which nobody is an administrator: everybody may be suspended.
package struct NoAccounts: AbsenceRule {
    package init() {}
    package func beginAbsence(of person: PersonID) throws {}
}
