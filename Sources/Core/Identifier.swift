/// An id of one kind of entity, so that an account's id cannot be passed where a person's id is expected.
///
/// A new id is `prefix_` and 26 characters of Crockford base32: 48 bits of milliseconds, then 80 random bits. Ids therefore sort by
/// creation time and cannot be guessed. They are compared byte for byte.
package struct Identifier<Kind: IdentifierKind>: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Checks only the form: nil for another prefix, a wrong length or a character outside the alphabet.
    package init?(_ text: String) {
        guard text.utf8.count == Kind.prefix.utf8.count + 27, text.hasPrefix(Kind.prefix + "_"),
            text.utf8.dropFirst(Kind.prefix.utf8.count + 1).allSatisfy(IdentifierAlphabet.contains)
        else { return nil }
        self.text = text
    }

    /// A new id, made at `now`.
    package init(at now: Timestamp, random: some RandomSource = SystemRandom()) {
        let milliseconds = UInt64(max(0, now.milliseconds)) & 0xFFFF_FFFF_FFFF
        var value = UInt128(milliseconds) << 80
        for byte in random.bytes(10).enumerated() { value |= UInt128(byte.element) << UInt128(72 - 8 * byte.offset) }
        let prefix = Kind.prefix.utf8
        text = String(unsafeUninitializedCapacity: prefix.count + 27) { bytes in
            for (index, byte) in prefix.enumerated() { bytes[index] = byte }
            bytes[prefix.count] = UInt8(ascii: "_")
            for place in 0..<26 { bytes[prefix.count + 1 + place] = IdentifierAlphabet.digits[Int(value >> UInt128(125 - 5 * place) & 31)] }
            return prefix.count + 27
        }
    }

    package var description: String { text }
}

/// The kind of entity that an id identifies. Its prefix is the first part of the id's text.
package protocol IdentifierKind: Sendable {
    static var prefix: String { get }
}

enum IdentifierAlphabet {
    static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let known: [Bool] = (0..<256).map { digits.contains(UInt8($0)) }
    static func contains(_ byte: UInt8) -> Bool { known[Int(byte)] }
}

package enum PersonKind: IdentifierKind { package static let prefix = "per" }
package enum AccountKind: IdentifierKind { package static let prefix = "acc" }
package enum ProjectKind: IdentifierKind { package static let prefix = "prj" }
package enum MemberKind: IdentifierKind { package static let prefix = "mem" }
package enum InvitationKind: IdentifierKind { package static let prefix = "inv" }
package enum SessionKind: IdentifierKind { package static let prefix = "ses" }
package enum ClientKind: IdentifierKind { package static let prefix = "cli" }
package enum EventKind: IdentifierKind { package static let prefix = "evt" }
package enum DeliveryKind: IdentifierKind { package static let prefix = "out" }

package typealias PersonID = Identifier<PersonKind>
package typealias AccountID = Identifier<AccountKind>
package typealias ProjectID = Identifier<ProjectKind>
package typealias MemberID = Identifier<MemberKind>
package typealias InvitationID = Identifier<InvitationKind>
package typealias SessionID = Identifier<SessionKind>
package typealias ClientID = Identifier<ClientKind>
package typealias EventID = Identifier<EventKind>
package typealias DeliveryID = Identifier<DeliveryKind>
