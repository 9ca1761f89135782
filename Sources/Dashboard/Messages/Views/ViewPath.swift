package import Core

/// Views of messages that are kept.
package enum ViewPath {
    package static let list = Path("/messages/views")
    package static let new = Path("/messages/views/new")
    /// Leads to its answer.
    package static let view = PathTo<String>("/messages/views/:view")
    package static let settings = PathTo<String>("/messages/views/:view/settings")
}
