internal import Core
internal import Language
internal import Web

/// What browsers and password managers look for at fixed addresses.
enum PasskeyEndpoints {
    static func register(on routes: Routes<IDSite>) {
        routes.get(PasskeyPath.endpoints, as: Anyone.self) { _, _, site in
            let page = JSON.string(site.issuer + PasskeyPath.list.text)
            return .json(["enroll": page, "manage": page])
        }
        routes.get(PasskeyPath.changePassword, as: Anyone.self) { _, _, _ in .redirect(SecurityPath.password) }
        // The pages that may use the keys of an old domain, which passes this address on to here (section 5.11 of Web Authentication Level 3).
        routes.get(PasskeyPath.relatedOrigins, as: Anyone.self) { _, _, site in .json(["origins": .array([.string(site.issuer)])]) }
    }
}
