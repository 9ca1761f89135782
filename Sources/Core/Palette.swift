/// The colours that mails share with the light pages of the ID. The stylesheet begins with them, and mails carry them in their styles.
package enum Palette {
    /// The primary action.
    package static let accent = "#4339a6"
    package static let onAccent = "#ffffff"
    /// The border of a control, and a line that has to be seen on any ground.
    package static let controlLine = "#868e9c"

    /// The same as custom properties of CSS.
    package static let stylesheet = ":root { --accent: \(accent); --on-accent: \(onAccent); --line-control: \(controlLine); }\n"
}
