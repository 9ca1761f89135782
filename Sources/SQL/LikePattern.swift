extension String {
    /// The text as a part of a pattern for `LIKE … ESCAPE '!'`, in which nothing of it is a wildcard.
    package var escapedForLike: String { replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_") }
}
