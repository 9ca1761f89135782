package import Core

/// Where more fails than is usual.
package enum DropPath {
    package static let list = Path("/messages/drops")
}
