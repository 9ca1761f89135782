internal import Core

/// Somebody who becomes a member.
struct Newcomer {
    /// nil for a new one; a directory knows the membership before they arrive.
    var id: MemberID?
    let person: PersonID
    /// nil for none.
    let role: Role?
    var projects: ProjectAssignment = []
    let origin: AccessGrant.Origin
    var status = Member.Status.active
}
