internal import Audit
internal import Core

extension AuditEvent {
    /// The same with the network and the browser that it was done from.
    func from(_ origin: ClientOrigin, _ person: PersonID) -> AuditEvent {
        telling(PersonalValues(of: person, ["network": origin.address, "agent": origin.agent]))
    }
}
