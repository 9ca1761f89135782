import Testing

/// The provider as a domain, on both databases; classes 1, 4, 5 and 6 of threats.md.
@Suite("OpenID") struct OpenIDTests {}
