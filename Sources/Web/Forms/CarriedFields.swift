internal import Synchronization

/// What every form of an answer carries, so that another tab cannot change whom or what the form is about.
extension WebRequest {
    /// Puts the hidden field into every form that is drawn for this request from now on.
    package func carry(_ name: String, _ value: String) {
        memory.state.withLock { state in
            state.carried.removeAll { $0.name == name }
            state.carried.append((name, value))
        }
    }

    var carriedFields: HTML { "\(memory.state.withLock { $0.carried }.map { Hidden($0.name, $0.value).html })" }
}
