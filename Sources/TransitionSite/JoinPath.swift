package import Core
internal import Transition

/// The paths of the joining pages.
package enum JoinPath {
    package static let offer = Path("/join")
    package static let postponement = Path("/join/postponement")
    package static let password = Path("/join/password")
    package static let code = Path("/join/code")
    package static let message = Path("/join/message")
    package static let key = Path("/join/key")
    package static let other = Path("/join/other")
    package static let joined = Path("/join/joined")
    static let separation = PathTo<JoinID>("/join/joined/:join/separation")
    static let separationByMail = Path("/join/separation")

    /// The page that a mail's link opens.
    static func separationByMail(_ token: Secret<String>) -> Path { separationByMail.query([("token", token.exposed)]) }

    /// The offer, which continues at the path.
    package static func offer(returningTo path: String) -> Path { offer.query([("return_to", path)]) }
}
