package import Core

/// The paths of the sending domains.
package enum DomainPath {
    package static let list = Path("/domains")
    package static let add = Path("/domains/add")
    static let removal = PathTo<SendingDomainID>("/domains/:domain/remove")
}
