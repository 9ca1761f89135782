import Testing

/// The provider as a domain, on both databases; threats 1, 4, 5 and 6.
@Suite("OpenID") struct OpenIDTests {}
