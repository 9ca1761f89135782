package import Credentials

/// What stands against guessing: how many tries there are, and how long every refusal takes.
package struct GuessingDefence: Sendable {
    package var limits: TryLimits
    package var floor: RefusalFloor
    package var slowest: SlowestCheck

    package init(limits: TryLimits = TryLimits(), floor: RefusalFloor, slowest: SlowestCheck = SlowestCheck()) {
        self.limits = limits
        self.floor = floor
        self.slowest = slowest
    }
}
