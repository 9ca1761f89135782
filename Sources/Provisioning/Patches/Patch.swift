internal import Language
internal import Web

/// Carries out operations on what a directory says of somebody. Throws the first mistake: the resource stays as it was then.
struct Patch {
    private let reader: ResourceReader
    private var resource: JSON

    static func apply(_ operations: [PatchOperation], to resource: JSON, of kind: ResourceKind) throws -> JSON {
        var patch = Patch(reader: ResourceReader(kind: kind), resource: resource)
        for operation in operations { try patch.carryOut(operation) }
        return patch.resource
    }

    private mutating func carryOut(_ operation: PatchOperation) throws {
        guard let target = operation.target else { return }
        let attribute = target.path.attribute
        guard !attribute.isReadOnly, target.path.part?.isReadOnly != true, target.part?.isReadOnly != true else {
            throw Problem.mutability("“\(attribute.name)” cannot be changed here.")
        }
        let schema = target.path.schema
        let container = schema.map { resource[$0.id] ?? .object([]) } ?? resource
        let old = container[attribute.name]
        let changed =
            operation.verb == .remove ? try removing(operation, target, from: old) : try setting(operation, target, in: old)
        let empty = changed == .array([]) || changed == .object([])
        guard changed?.array?.count ?? 0 <= ResourceReader.mostValues else {
            throw Problem.invalidValue("“\(attribute.name)” must have no more than \(ResourceReader.mostValues) values.")
        }
        let filled = container.setting(attribute.name, empty ? JSON?.none : changed)
        guard let schema else {
            resource = filled
            return
        }
        resource = resource.setting(schema.id, filled == .object([]) ? JSON?.none : filled)
    }

    // MARK: add and replace

    private func setting(_ operation: PatchOperation, _ target: PatchTarget, in old: JSON?) throws -> JSON? {
        let attribute = target.path.attribute
        let value = operation.value ?? .null
        if let filter = target.filter { return try setting(value, operation.verb, target.part, where: filter, attribute, in: old) }
        if let part = target.path.part {
            let read = try reader.value(value, of: part)
            guard attribute.isMultiValued else { return (old ?? .object([])).setting(part.name, read) }
            let values = old?.array ?? [.object([])]
            return settled(values.map { $0.setting(part.name, read) }, changed: read.map { _ in 0 })
        }
        guard let read = try reader.value(value, of: attribute) else { return operation.verb == .add ? old : JSON?.none }
        if attribute.isMultiValued {
            return operation.verb == .replace ? read : adding(read.array ?? [], to: old?.array ?? [])
        }
        return attribute.kind == .complex ? (old ?? .object([])).merging(read) : read
    }

    private func setting(
        _ value: JSON, _ verb: PatchOperation.Verb, _ part: SchemaAttribute?, where filter: Filter, _ attribute: SchemaAttribute,
        in old: JSON?
    ) throws -> JSON? {
        var values = old?.array ?? []
        var chosen = values.indices.filter { filter.matches(values[$0]) }
        if chosen.isEmpty {
            guard verb == .add, let begun = filter.described else {
                throw Problem.noTarget("No value of “\(attribute.name)” fits the filter.")
            }
            values.append(begun)
            chosen = [values.count - 1]
        }
        for index in chosen {
            if let part {
                values[index] = values[index].setting(part.name, try reader.value(value, of: part))
            } else {
                let whole = attribute.with { $0.isMultiValued = false }
                guard let read = try reader.value(value, of: whole) else { continue }
                values[index] = verb == .replace ? read : values[index].merging(read)
            }
        }
        return settled(values, changed: chosen.last)
    }

    /// Values that are there already are not added again.
    private func adding(_ new: [JSON], to old: [JSON]) -> JSON {
        var values = old
        for value in new where !values.contains(value) {
            values.append(value)
            values = settled(values, changed: values.count - 1).array ?? values
        }
        return .array(values)
    }

    /// Whichever value was just made the primary one is the only one (RFC 7644 section 3.5.2).
    private func settled(_ values: [JSON], changed: Int?) -> JSON {
        guard let changed, values.indices.contains(changed), values[changed]["primary"] == .bool(true) else { return .array(values) }
        return .array(
            values.enumerated().map { index, value in
                index != changed && value["primary"] == .bool(true) ? value.setting("primary", .bool(false)) : value
            })
    }

    // MARK: remove

    private func removing(_ operation: PatchOperation, _ target: PatchTarget, from old: JSON?) throws -> JSON? {
        let attribute = target.path.attribute
        if let part = target.path.part ?? target.part {
            let without = { (value: JSON) in
                target.filter?.matches(value) == false ? value : value.setting(part.name, nil)
            }
            return old.map { $0.array.map { .array($0.map(without).filter { $0 != .object([]) }) } ?? without($0) }
        }
        if let filter = target.filter { return .array((old?.array ?? []).filter { !filter.matches($0) }) }
        if attribute.isMultiValued, let value = operation.value, value != .null {
            let values = (value.array ?? [value]).map { $0["value"] ?? $0 }
            return .array((old?.array ?? []).filter { held in !values.contains { $0 == held["value"] } })
        }
        return nil
    }
}

extension Filter {
    /// The value that the filter describes, if it says nothing but what its parts are: `type eq "work"`.
    fileprivate var described: JSON? {
        switch self {
        case .compare(let path, .eq, let value) where value != .null: JSON.object([]).setting(path.attribute.name, value)
        case .and(let left, let right):
            if let left = left.described, let right = right.described { left.merging(right) } else { nil }
        default: nil
        }
    }
}
