package import Core

/// The paths of the person's recovery codes.
package enum RecoveryCodesPath {
    package static let codes = Path("/security/recovery-codes")
    static let file = Path("/security/recovery-codes/file")
    static let saved = Path("/security/recovery-codes/saved")
}
