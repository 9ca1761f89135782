/// Digits and letters as people type and paste them.
package enum EnteredDigits {
    /// The text with the digits of any script as 0 to 9, and full-width letters and signs as ASCII.
    package static func western(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let value = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil,
                let digit = Unicode.Scalar(48 + UInt32(value))
            {
                scalars.append(digit)
            } else if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                scalars.append(plain)
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// What is left of a typed code: without white space, dashes and characters that cannot be seen, in western digits.
    package static func code(_ text: String) -> String {
        let scalars = western(text).unicodeScalars.filter { scalar in
            let category = scalar.properties.generalCategory
            return !scalar.properties.isWhitespace && category != .dashPunctuation && category != .format && scalar.value != 0x2212
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
