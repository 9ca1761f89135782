package import Language
package import Web

extension Amount {
    /// A sum as pages show it, with the usual decimals of its currency: `1 234.50 EUR`. Its `title` attribute has the exact amount, and so
    /// have the files.
    package func sum(_ currency: String, _ proof: MoneyProof) -> HTML {
        drawn(usual(currency), written(atLeast: Currency.usualDigits(currency)), currency)
    }

    /// The same within a sentence.
    package func words(_ currency: String, _ proof: MoneyProof) -> Phrase {
        Phrase("billing.amount", ["amount": Phrase.decimal(usual(currency)), "currency": currency])
    }

    private func usual(_ currency: String) -> String {
        let digits = Currency.usualDigits(currency)
        let rounded = rounded(to: digits)
        // An amount that would round to zero is shown exactly.
        return (rounded.units == 0 ? self : rounded).written(atLeast: digits)
    }

    /// The exact price of one item, with at least two decimals more than usual: `0.0075 EUR`.
    package func price(_ currency: String, _ proof: MoneyProof) -> HTML {
        let exact = written(atLeast: Currency.usualDigits(currency) + 2)
        return drawn(exact, exact, currency)
    }

    /// Number and currency stay on one line.
    private func drawn(_ shown: String, _ exact: String, _ currency: String) -> HTML {
        func words(_ key: String, _ amount: String) -> Phrase { Phrase(key, ["amount": Phrase.decimal(amount), "currency": currency]) }
        let title = shown == exact ? nil : words("billing.amount-exactly", exact)
        return "<data value=\"\(exact)\"\(attribute: "title", title)>\(words("billing.amount", shown))</data>"
    }
}
