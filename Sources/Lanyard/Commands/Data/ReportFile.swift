internal import Foundation

/// The file for the report of an import. It is opened before the import, so that nobody waits for an import whose report cannot be saved.
struct ReportFile {
    private let file: FileHandle

    init(_ path: String, mode: mode_t = 0o666) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, mode)
        guard descriptor >= 0 else {
            throw CommandError("The report cannot be written to \(path). Check the path and its permissions. Nothing was imported.")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ text: String) throws { try write { put in try put(Array(text.utf8)) } }

    /// Writes what is put, piece by piece.
    func write(_ pieces: (_ put: ([UInt8]) throws -> Void) throws -> Void) throws {
        do {
            // The error is ignored: something that is not a file on disk, such as /dev/stdout, cannot be truncated.
            try? file.truncate(atOffset: 0)
            try pieces { bytes in try file.write(contentsOf: Data(bytes)) }
            try file.close()
        } catch { throw CommandError("The import is done, but its report could not be written whole. See whether the disk is full.") }
    }
}
