/// A position in a list: the newest, or those older or newer than a given one.
package enum PagePosition: Hashable, Sendable {
    case newest
    case olderThan(TrafficKey)
    case newerThan(TrafficKey)
}
