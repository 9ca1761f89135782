internal import ArgumentParser

/// The projects that somebody is given.
struct ProjectOptions: ParsableArguments {
    @Option(help: "A project that they see; may be given more than once.") var project: [String] = []
    @Option(help: "A project that they see with all that lies below it, now and later; may be given more than once.")
    var below: [String] = []

    var isEmpty: Bool { project.isEmpty && below.isEmpty }
}
