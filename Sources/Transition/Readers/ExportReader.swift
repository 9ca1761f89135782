/// Reads an export line by line, whatever its format.
protocol ExportReader {
    /// The next data line; nil at the end. Throws only if the file itself cannot be read.
    mutating func next() throws(ImportError) -> ExportLine?
    /// How much of the file has been read, from 0 to 1.
    var fraction: Double { get }
}

extension ByteSource {
    var fraction: Double { size == 0 ? 1 : Double(position) / Double(size) }
}
