// Finds the place of a network address in an MMDB file of the operator (libmaxminddb). This module owns the open file; it knows no page.

internal import CMaxMindDB

/// An open MMDB file with cities or countries, in the form of MaxMind's and of others who publish such files.
///
/// Cost: a look-up reads the mapped file; no round trip, no copy but the names.
package final class PlaceFile: Sendable {
    // nonisolated(unsafe): the library changes nothing in an open file, and only `deinit` closes it.
    private nonisolated(unsafe) let file: UnsafeMutablePointer<MMDB_s>

    /// nil if the file cannot be read, or is no MMDB file.
    package init?(path: String) {
        let opened = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
        guard MMDB_open(path, UInt32(MMDB_MODE_MMAP), opened) == MMDB_SUCCESS else {
            opened.deallocate()
            return nil
        }
        file = opened
    }

    deinit {
        MMDB_close(file)
        file.deallocate()
    }

    /// "Stockholm, Sweden": the names in that language (a tag of two letters) where the file has them, else in English. nil if the file does
    /// not know the address.
    package func place(of address: String, in language: String) -> String? {
        var addressError: Int32 = 0
        var fileError: Int32 = 0
        let found = MMDB_lookup_string(file, address, &addressError, &fileError)
        guard addressError == 0, fileError == MMDB_SUCCESS, found.found_entry else { return nil }
        let names = ["city", "country"].compactMap { name($0, language, found.entry) ?? name($0, "en", found.entry) }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    private func name(_ part: String, _ language: String, _ entry: MMDB_entry_s) -> String? {
        var entry = entry
        var size: UInt32 = 0
        guard let start = lanyard_mmdb_name(&entry, part, language, &size) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(size))
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
