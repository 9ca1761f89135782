internal import Foundation

/// The file for the report of an import. It is opened before the import, so that nobody waits for an import whose report cannot be saved.
struct ReportFile {
    private let file: FileHandle

    init(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o666)
        guard descriptor >= 0 else {
            throw CommandError("The report cannot be written to \(path). Check the path and its permissions. Nothing was imported.")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ text: String) throws {
        do {
            // The error is ignored: something that is not a file on disk, such as /dev/stdout, cannot be truncated.
            try? file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        } catch { throw CommandError("The import is done, but its report could not be written whole. See whether the disk is full.") }
    }
}
