package import Language

/// Something that an access key may be made for: `messages.read`.
package struct KeyScope: Sendable, Equatable {
    package let id: String
    /// The display name in its languages, English among them.
    let names: [Language: String]

    package var title: Phrase { .named(names) }
}
