internal import Access
internal import Core
internal import Language
internal import Web

extension ProvisionedUser.Terms {
    private static let longestUserName = 256
    private static let most = 16384

    /// What a directory said of somebody, as `ResourceReader` read it.
    init(_ said: JSON) throws {
        guard let userName = said["userName"]?.string, !userName.allSatisfy(\.isWhitespace) else {
            throw Problem.invalidValue("“userName” is missing.")
        }
        guard userName.utf8.count <= Self.longestUserName, !userName.hasHiddenCharacters else {
            throw Problem.invalidValue(
                "“userName” must have no more than \(Self.longestUserName) bytes, and only characters that can be seen.")
        }
        let emails = said["emails"]?.array ?? []
        let chosen = (emails.first { $0["primary"] == .bool(true) } ?? emails.first { $0["type"]?.string == "work" } ?? emails.first)
        let written = chosen?["value"]?.string
        let email = EmailAddress(written ?? userName)
        if let written, email == nil {
            throw Problem.invalidValue("“\(written.prefix(100))” in “emails” must be an e-mail address, like ada@example.com.")
        }
        let rest = said.setting("active", nil).setting("externalId", nil)
        guard rest.bytes.count <= Self.most else { throw Problem.invalidValue("A user must have no more than \(Self.most) bytes.") }
        self.init(
            userName: userName, externalID: said["externalId"]?.string, email: email, isActive: said["active"]?.bool ?? true,
            attributes: String(decoding: rest.bytes, as: UTF8.self))
    }
}
