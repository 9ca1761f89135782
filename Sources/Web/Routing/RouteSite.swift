/// What the handlers of a route table get beside the proof and the request: everything their pages depend on.
package protocol RouteSite: Sendable {
    /// What the proofs are established in: the site itself, or the site that its pages are added to.
    associatedtype ProofSite: Sendable = Self
    var proofSite: ProofSite { get }
}

extension RouteSite where ProofSite == Self {
    package var proofSite: Self { self }
}
