internal import Core
internal import HTTPTypes
internal import Language

extension WebRequest {
    /// The values of a form; nil for a body of another kind. Forms with files are those of pages alone.
    func values(of bytes: [UInt8], withFiles: Bool) throws -> Values? {
        do {
            switch mediaType {
            case "application/x-www-form-urlencoded": return try Values(formEncoded: bytes)
            case "multipart/form-data" where withFiles:
                return Values(try MultipartForm.values(bytes, type: headers[.contentType] ?? ""))
            default: return nil
            }
        } catch { throw Problem(status: 400, code: "malformed-form", title: "form.not-whole", detail: "form.not-whole-next") }
    }
}
