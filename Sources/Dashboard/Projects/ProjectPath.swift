package import Core

/// The paths of the projects.
package enum ProjectPath {
    package static let list = Path("/projects")
    package static let new = Path("/projects/new")
    package static let project = PathTo<String>("/projects/:project")
    package static let archived = Path("/projects/archived")
    package static let settings = PathTo<String>("/projects/:project/settings")
    package static let place = PathTo<String>("/projects/:project/place")
    package static let restoration = PathTo<String>("/projects/:project/restore")
    package static let closing = PathTo<String>("/projects/:project/close")
}
