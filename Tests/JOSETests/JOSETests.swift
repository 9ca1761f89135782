import Testing

/// Keys, signatures and claims, tested with published vectors and against threat 1.
@Suite("JOSE") struct JOSETests {}
