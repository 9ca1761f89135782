internal import HTTPTypes

/// The security headers of every response.
enum SecurityHeaders {
    static func policy(formOrigins: [String]) -> String {
        let origins = formOrigins.filter { origin in
            origin.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "'") }
        }
        return "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action "
            + (["'self'"] + origins).joined(separator: " ") + "; frame-ancestors 'none'; base-uri 'none'"
    }

    static func add(to response: inout WebResponse, secure: Bool) {
        let type = response.headers[.contentType] ?? ""
        response.headers[.contentSecurityPolicy] =
            response.contentPolicy
            ?? (type.hasPrefix("text/html") ? policy(formOrigins: response.formOrigins) : "default-src 'none'; frame-ancestors 'none'")
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
