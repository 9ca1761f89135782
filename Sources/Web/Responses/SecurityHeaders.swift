internal import HTTPTypes

/// The security headers of every response.
enum SecurityHeaders {
    static func policy(formOrigins: [String], picture: String? = nil) -> String {
        let pictures = ["'self'", "data:"] + [picture].compactMap(\.self).filter(isSource)
        let targets = ["'self'"] + formOrigins.filter(isSource)
        return "default-src 'none'; style-src 'self'; img-src \(pictures.joined(separator: " ")); script-src 'self'; connect-src 'self'; "
            + "form-action \(targets.joined(separator: " ")); frame-ancestors 'none'; base-uri 'none'"
    }

    /// Whether it can end no source and no directive of the policy.
    private static func isSource(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "'") }
    }

    static func add(to response: inout WebResponse, secure: Bool) {
        let type = response.headers[.contentType] ?? ""
        let usual =
            type.hasPrefix("text/html")
            ? policy(formOrigins: response.formOrigins, picture: response.foreignPicture) : "default-src 'none'; frame-ancestors 'none'"
        response.headers[.contentSecurityPolicy] = response.contentPolicy ?? usual
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.openerPolicy] = "same-origin"
        if response.headers[.resourcePolicy] == nil { response.headers[.resourcePolicy] = "same-origin" }
        response.headers[.frameOptions] = "DENY"
        response.headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=()"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if secure { response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
    }
}
