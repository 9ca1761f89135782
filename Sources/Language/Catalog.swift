internal import CAssets
internal import Core

/// The words of one language by their keys: all files of `Words/<language>`, which are compiled in.
struct Catalog: Sendable {
    let templates: [String: Template]
    /// What could not be read, by key or line; a test sees to it that there is none.
    let faults: [String]

    static subscript(_ language: Language) -> Catalog {
        switch language {
        case .english: english
        case .swedish: swedish
        }
    }

    private static let english = Catalog(.english)
    private static let swedish = Catalog(.swedish)

    private init(_ language: Language) {
        var length = 0
        guard let bytes = lanyard_words(language.rawValue, &length) else {
            self.init("")
            return
        }
        self.init(String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self))
    }

    /// Reads lines of `key = words`; empty lines and those that begin with `#` are left out.
    init(_ file: String) {
        var templates: [String: Template] = [:]
        var faults: [String] = []
        for line in file.split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstRange(of: " = ") else {
                faults.append("\(line): no “ = ”")
                continue
            }
            let key = String(line[..<equals.lowerBound])
            do {
                if templates.updateValue(try Template(String(line[equals.upperBound...])), forKey: key) != nil {
                    faults.append("\(key): stands twice")
                }
            } catch { faults.append("\(key): \(error.reason)") }
        }
        self.templates = templates
        self.faults = faults
    }
}
