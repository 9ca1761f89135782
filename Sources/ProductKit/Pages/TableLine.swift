/// A line of a table that people paste or send as a file: spreadsheets part its cells by tabs, commas or, in much of Europe, semicolons.
package enum TableLine {
    /// Its cells without the white space at their ends: parted by tabs, else by whichever of comma and semicolon stands first. What stands in
    /// quotes is one cell.
    package static func cells(of line: some StringProtocol) -> [String] {
        let bare = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            .joined()
        let mark: Character = bare.contains("\t") ? "\t" : bare.first { ",;".contains($0) } ?? ","
        var cells: [String] = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == mark, !isQuoted {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
        }
        return cells.map(trimmed)
    }

    /// Where the table has the column that is called so, by the letters of its name alone: `E-mail` is `email`.
    package static func place(of names: Set<String>, in cells: [String]) -> Int? {
        cells.firstIndex { names.contains($0.lowercased().filter(\.isLetter)) }
    }

    /// What the column of addresses is called.
    package static let addressNames: Set = [
        "address", "addresses", "adress", "adresser", "email", "emails", "emailaddress", "mail", "mailaddress", "epost", "epostadress",
        "mejl",
        "mejladress", "recipient", "mottagare", "emailaddressrequired", "primaryemail",
    ]

    /// What directories call the column of names that look like addresses, where a table has no column of addresses.
    package static let principalNames: Set = ["userprincipalname", "upn", "usernameuserprincipalnamerequired"]

    package static func trimmed(_ text: some StringProtocol) -> String {
        let front = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return String(front.reversed().drop { $0.isWhitespace }.reversed())
    }
}
