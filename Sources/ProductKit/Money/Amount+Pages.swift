package import Language
package import Web

extension Amount {
    /// A sum as pages show it, with the usual decimals of its currency: `1 234.50 EUR`. Its `title` attribute has the exact amount, and so
    /// have the files.
    package func sum(_ currency: String, _ proof: MoneyProof) -> HTML {
        drawn(shown(currency), written(atLeast: Currency.usualDigits(currency)), currency)
    }

    private func shown(_ currency: String) -> String {
        let digits = Currency.usualDigits(currency)
        let rounded = rounded(to: digits)
        // An amount that would round to zero is shown exactly.
        return (rounded.units == 0 ? self : rounded).written(atLeast: digits)
    }

    /// The same within a sentence.
    package func words(_ currency: String, _ proof: MoneyProof) -> Phrase {
        Phrase("billing.amount", ["amount": Phrase.decimal(shown(currency)), "currency": currency])
    }

    /// As far as a drawing needs it.
    package func drawn(_ proof: MoneyProof) -> Double { Double(units) / Double(Self.scale) }

    /// How a drawing's axis writes amounts, which names their currency once.
    package static func axis(_ currency: String, _ proof: MoneyProof) -> @Sendable (Double) -> Phrase {
        { value in .decimal(Amount(units: Int128((value * Double(scale)).rounded())).shown(currency)) }
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
