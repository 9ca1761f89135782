import Testing

/// Keys, signatures and claims, held to published vectors and to the first class of threats.md.
@Suite("JOSE") struct JOSETests {}
