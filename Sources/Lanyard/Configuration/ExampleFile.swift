/// The commented configuration file that `lanyard config example` prints.
enum ExampleFile {
    static var text: String {
        var lines = [
            "# Lanyard's configuration. Values below are the standard ones, or say that they are examples; remove the '#' before what you change,",
            "# and before the line of its section above it (such as '#id:').",
            "# Each setting can also be given as an environment variable, named behind it; secrets also as a file, in …_FILE.", "",
        ]
        var section = ""
        for setting in Settings.all {
            let parts = setting.name.split(separator: ".", maxSplits: 1).map(String.init)
            let nested = parts.count == 2
            if nested, parts[0] != section {
                section = parts[0]
                lines.append("#\(section):")
            } else if !nested {
                section = ""
            }
            let indent = nested ? "  " : ""
            lines.append("#\(indent)# \(setting.explanation) (\(setting.variable)\(setting.isSecret ? ", …_FILE" : ""))")
            if let standard = setting.standard, !standard.isEmpty {
                lines.append("#\(indent)\(parts.last ?? ""): \(standard)")
            }
            if let example = setting.example { lines.append("#\(indent)\(parts.last ?? ""): \(example)   # for example") }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
