package import Core

/// The paths that every server has.
package enum CommonPath {
    package static let home = Path("/")
    /// Where the person's menu posts to sign out.
    package static let signOut = Path("/sign-out")
    static let theme = Path("/theme")
    static let assets = PathTo<String>("/assets/:name")
    static let live = Path("/health/live")
    static let ready = Path("/health/ready")
    static let metrics = Path("/metrics")
    static let robots = Path("/robots.txt")
    static let icon = Path("/favicon.ico")
    /// The organisation's logo.
    package static let logo = Path("/logo")

    /// The templates whose requests are too frequent and too dull for the log.
    static let quiet: Set<String> = [live.template, ready.template, assets.template]
}
