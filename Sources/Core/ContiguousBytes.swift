extension Collection<UInt8> {
    /// The bytes where they lie, for work that runs often: a loop over a generic collection of another module costs a call a byte. They are
    /// copied where they do not lie together.
    func withContiguousBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
    }
}
