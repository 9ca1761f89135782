/// One value of a list, with its name and an optional explanation.
package struct Choice: Sendable {
    package let value: String
    package let name: String
    package let detail: String?
    package init(_ value: String, _ name: String, detail: String? = nil) {
        self.value = value
        self.name = name
        self.detail = detail
    }
}
