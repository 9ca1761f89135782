/// The files of one kind that are compiled into the program.
enum EmbeddedFiles {
    /// A function of CAssets: the name of a file by its index, with its bytes and their number; NULL after the last.
    typealias Source = (Int, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?

    static func all(_ source: Source) -> [(name: String, text: String)] {
        var files: [(name: String, text: String)] = []
        var bytes: UnsafePointer<UInt8>?
        var length = 0
        while let name = source(files.count, &bytes, &length), let start = bytes {
            files.append((String(cString: name), String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)))
        }
        return files
    }
}
