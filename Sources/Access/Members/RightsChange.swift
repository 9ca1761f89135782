package import Core

/// What a change gives to a member and takes from them. Both sides are as `decide` decides. A suspension that does not change is left out of
/// account: what somebody will be able to do when they are let in again matters too.
package struct RightsChange: Sendable {
    /// The areas in which something changes, in the order of the product, with the most that may be done there; nil for nothing.
    package let areas: [(area: AreaID, before: Action?, after: Action?)]
    /// The projects that are seen.
    package let before: ProjectScope
    package let after: ProjectScope

    /// Whether anything is gained or lost.
    package var isSomething: Bool { !areas.isEmpty || before != after }

    package init(from before: Member, to after: Member?, in product: Product, at now: Timestamp) {
        var old = before
        var new = after
        if old.status == new?.status {
            old = old.opened
            new = new?.opened
        }
        areas = product.areas.map { area in
            (area.id, old.most(in: area.id, of: product, at: now), new?.most(in: area.id, of: product, at: now))
        }
        .filter { $0.before != $0.after }
        self.before = old.projects(of: product, at: now)
        self.after = new?.projects(of: product, at: now) ?? .these([])
    }
}

extension Member {
    /// The same as if the account opened for them.
    fileprivate var opened: Member {
        var copy = self
        copy.standing = .active
        copy.heldAt = nil
        return copy
    }

    fileprivate func most(in area: AreaID, of product: Product, at now: Timestamp) -> Action? {
        [.manage, .view].first { decide(self, $0, .area(area), in: product, at: now).isPermitted }
    }
}
