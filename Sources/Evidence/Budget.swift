/// How the false alarms that a whole rollout may have are shared out: half to its classes, a quarter to what they are grouped in, a quarter to
/// the whole.
package struct Budget: Sendable {
    /// One rollout in a thousand.
    package static let ofRollout = 0.001

    package let ofClass: Double
    package let ofGroup: Double
    package let ofWhole: Double

    package init(classes: Int, groups: Int) {
        ofClass = Self.ofRollout / 2 / Double(max(1, classes))
        ofGroup = Self.ofRollout / 4 / Double(max(1, groups))
        ofWhole = Self.ofRollout / 4
    }
}
