package import Core

/// A customer: what holds people, projects and roles, in one or more products.
package struct Account: Sendable, Equatable {
    package let id: AccountID
    package var name: String
    package let createdAt: Timestamp

    package init(id: AccountID, name: String, createdAt: Timestamp) { (self.id, self.name, self.createdAt) = (id, name, createdAt) }
}

extension String {
    /// A name of an account or a project: trimmed, 1 to 100 characters, one line, nothing that could leave a mail's header line.
    func name(field: String) throws(AccessError) -> String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        let name = String(String.UnicodeScalarView(scalars))
        let unwanted = name.unicodeScalars.contains { scalar in
            [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
        guard !name.isEmpty, name.count <= 100, name.utf8.count <= 1000, !unwanted else { throw .invalidName(field: field) }
        return name
    }
}
