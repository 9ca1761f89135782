/// The meaning of an error code in words, and what can be done about it.
package struct ErrorCode: Sendable {
    package let code: String
    package let meaning: String
    package let advice: String

    /// nil for a code that is not in the table; pages then show the bare code.
    package init?(_ code: String) {
        guard let entry = Self.table[code] else { return nil }
        self.code = code
        meaning = entry.0
        advice = entry.1
    }

    package static let known = table.keys.sorted()

    private static let table: [String: (String, String)] = [
        "400": ("It was cancelled before it left the queue.", "Nothing is wrong with the number. Send it again if it is still wanted."),
        "401": (
            "The sender is not allowed in the recipient's country.",
            "Use a number, or a sender name that is registered there."
        ),
        "402": ("There is no route to this number.", "Check the country code and the number's length."),
        "403": (
            "The recipient has asked for no more messages from this sender.",
            "Take the number off your list; they can write START to undo it."
        ),
        "404": (
            "The recipient's operator could not be reached for a while.",
            "Send it again later; if it goes on, tell support the operator's name."
        ),
        "405": ("The number is not in use.", "Ask the recipient for their present number."),
        "406": (
            "The phone was off or out of reach until the message ran out of time.",
            "Send it again, or give it a longer validity."
        ),
        "407": ("The phone's memory is full or it cannot take this kind of message.", "Try a shorter text without special characters."),
        "408": (
            "The operator's filter took it for unwanted traffic.",
            "Avoid shortened links and capital letters, and use a registered sender."
        ),
    ]
}
