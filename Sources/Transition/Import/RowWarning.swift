/// A field that could not be read, and without which a person was imported. The raw value is the text in the report.
package enum RowWarning: String, Sendable {
    case locale = "locale left out: not a language tag"
    case lastSignIn = "last sign-in left out: not a time with its zone"
    case creation = "time of creation left out: not a time with its zone"
    case address = "e-mail address left out: not an address"
    case sharedAddress = "e-mail address left out: another login of this product has it"
    case name = "name left out: not a text"
}
