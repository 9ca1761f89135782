internal import ArgumentParser
internal import CAssets
internal import Foundation
internal import Transition
internal import YAML

extension Import {
    struct CSV: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "csv", abstract: "Any other product's people, as CSV with a header, through a mapping file.")
        @OptionGroup var options: Options
        @OptionGroup var mapping: MappingOptions
        func run() async throws { try await mapping.run(.csv, options) }
    }

    struct JSONL: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "jsonl",
            abstract: "Any other product's people, as JSON, through a mapping file: an object a line, or a document with an array of them.")
        @OptionGroup var options: Options
        @OptionGroup var mapping: MappingOptions
        func run() async throws { try await mapping.run(.json, options) }
    }

    struct MappingOptions: ParsableArguments {
        @Option(help: "The mapping file, which says where each value stands ('lanyard import mapping' prints some to begin with).")
        var mapping: String
        @Flag(help: "Only show the first ten records as they would come in, without their secrets.") var preview = false

        func run(_ form: ExportFiles.RecordForm, _ options: Options) async throws {
            guard let text = try? String(contentsOfFile: mapping, encoding: .utf8) else {
                throw CommandError("The mapping \(mapping) cannot be read. Check its path, that it is a file, and who may read it.")
            }
            let read: Mapping
            do { read = try Mapping(file: mapping, text: text) } catch { throw CommandError("\(error)") }
            if preview { try await options.preview(.mapped(form, read)) } else { try await options.run(.mapped(form, read)) }
        }
    }

    struct ShowMapping: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mapping", abstract: "Print a mapping file for another server's export, to begin with.")
        @Argument(help: "\(BuiltInMapping.names).") var name: String

        func run() throws {
            guard let mapping = BuiltInMapping.all.first(where: { $0.name == name }) else {
                throw CommandError("There is no mapping \"\(name)\". There are: \(BuiltInMapping.names).")
            }
            print(mapping.text, terminator: "")
        }
    }
}

private enum BuiltInMapping {
    static var names: String { all.map(\.name).joined(separator: ", ") }

    static var all: [(name: String, text: String)] { EmbeddedFiles.all { lanyard_mapping($0, $1, $2) } }
}
