package import Core
internal import Language

extension WebRequest {
    /// The parameters of the route's path, typed. Throws `Problem.notFound` if one of them is no value of its type.
    package func parameters<each Parameter: PathParameter>(of path: PathTo<repeat each Parameter>) throws -> (repeat each Parameter) {
        var rest = path.names[...]
        func next<Value: PathParameter>(_: Value.Type) throws -> Value {
            guard let value = Value(pathText: self[rest.popFirst() ?? ""]) else { throw Problem.notFound }
            return value
        }
        return (repeat try next((each Parameter).self))
    }
}
