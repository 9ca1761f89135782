package import Core

/// The paths of the sending domains.
package enum DomainPath {
    package static let list = Path("/domains")
    package static let add = Path("/domains/add")
    static let domain = PathTo<SendingDomainID>("/domains/:domain")
    static let check = PathTo<SendingDomainID>("/domains/:domain/check")
    static let keys = PathTo<SendingDomainID>("/domains/:domain/keys")
    static let people = PathTo<SendingDomainID>("/domains/:domain/people")
    static let removal = PathTo<SendingDomainID>("/domains/:domain/remove")
}
