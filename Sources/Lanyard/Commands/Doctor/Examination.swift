internal import Audit
internal import Core
internal import DNS
internal import Delivery
internal import Foundation
internal import SQL
internal import Web

/// What the doctor looks at, in the order in which a server that starts needs it.
struct Examination {
    let configuration: Configuration
    var clock: any WallClock = SystemClock()

    func findings() async -> [Finding] {
        var found = hazards()
        let folder = folder()
        found.append(folder)
        guard folder.state != .broken else { return found }
        found.append(disk())
        found += await databases()
        found.append(await mail())
        found.append(await names())
        return found
    }

    private func hazards() -> [Finding] {
        do { _ = try CatalogFiles.catalog(configuration) } catch { return [Finding("configuration", .broken, "\(error)")] }
        let hazards = Hazard.all(in: configuration)
        if hazards.isEmpty { return [Finding("configuration", .good, "Nothing in it would hurt.")] }
        return hazards.map { Finding($0.setting, .doubtful, $0.sentence) }
    }

    private func folder() -> Finding {
        do {
            if configuration.text("database") == "sqlite" { try DataDirectory.require(configuration.text("data"), mayCreate: false) }
            let directory = try DataDirectory(configuration.text("data"))
            return Finding("data folder", .good, "\(directory.path) is this user's alone.")
        } catch { return Finding("data folder", .broken, "\(error)") }
    }

    private func disk() -> Finding {
        let path = configuration.text("data")
        let free = (try? FileManager.default.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? Int) ?? 0
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let used = files.reduce(0) { $0 + ((try? FileManager.default.attributesOfItem(atPath: path + "/" + $1)[.size] as? Int) ?? 0) }
        let megabytes = "\(free / 1_000_000) MB are free, and the data takes \(used / 1_000_000) MB."
        guard free > max(1_000_000_000, used) else {
            return Finding("disk", .doubtful, "\(megabytes) A backup would not fit, and a full disk stops every sign-in. Make room.")
        }
        return Finding("disk", .good, megabytes)
    }

    private func databases() async -> [Finding] {
        let stores: Stores
        do { stores = try Stores(configuration: configuration, role: .command) } catch { return [Finding("database", .broken, "\(error)")] }
        var found: [Finding] = []
        for store in stores.all { found.append(await schema(of: store)) }
        if !found.contains(where: { $0.state == .broken }) {
            found.append(await key(stores))
            found.append(await time(stores.id.database))
        }
        await stores.close()
        return found
    }

    private func schema(of store: Store) async -> Finding {
        let what = "\(store.name) schema"
        do {
            switch try await Migrator(store.migrations).status(of: store.database) {
            case .current(let step): return Finding(what, .good, "At step \(step).")
            case .behind(let from, let to) where configuration.text("database") == "sqlite":
                return Finding(what, .good, "At step \(from); the next start brings it to \(to).")
            case .behind(let from, let to): return Finding(what, .broken, "At step \(from) of \(to). Run: lanyard schema upgrade")
            case .ahead(let there, let known):
                return Finding(what, .good, "At step \(there), by a newer version; this one knows \(known), and may go on beside it.")
            case .newer(let there, let known):
                return Finding(what, .broken, "At step \(there), and this version knows \(known). Start the newer version.")
            }
        } catch {
            return Finding(what, .broken, "The database does not answer: \(error). See whether it runs and where 'database' points.")
        }
    }

    private func key(_ stores: Stores) async -> Finding {
        do {
            _ = try await stores.keyring(in: try DataDirectory(configuration.text("data")))
            return Finding("master key", .good, "It opens what is sealed. Is a copy of it kept elsewhere? lanyard key export")
        } catch { return Finding("master key", .broken, "\(error)") }
    }

    /// Tokens, codes and limits count time: a clock that was set back makes the newest event one of the future.
    private func time(_ database: any Database) async -> Finding {
        let now = clock.now()
        do {
            let newest = try await database.read { try $0.events(AuditQuery(limit: 1)).first?.at }
            if let newest, newest > now + .minutes(1) {
                return Finding(
                    "clock", .broken,
                    "This machine says \(now.rfc3339), and the newest event is of \(newest.rfc3339). Set the clock, and let NTP keep it.")
            }
            return Finding("clock", .good, "\(now.rfc3339), after every event.")
        } catch { return Finding("clock", .broken, "The newest event cannot be read: \(error).") }
    }

    private func mail() async -> Finding {
        if configuration.flag("example") { return Finding("mail", .good, "Example mode keeps mail on the ID's page /mailbox.") }
        guard let server = configuration.mailServer else { return Finding("mail", .broken, "There is no mail server: set smtp.url.") }
        let place = "\(server.endpoint.host):\(server.endpoint.port)"
        do {
            try await MailSender(server).greet()
            return Finding("mail", .good, "\(place) takes this server's greeting.")
        } catch {
            return Finding("mail", .broken, "\(place) does not: \(error). See smtp.url, smtp.username and smtp.password, and its log.")
        }
    }

    private func names() async -> Finding {
        guard let host = URLComponents(string: configuration.text("id.public_address"))?.host else {
            return Finding("DNS", .broken, "id.public_address has no host.")
        }
        if PublicAddress(configuration.text("id.public_address"))?.isLoopback == true {
            return Finding("DNS", .good, "\(host) is this machine: no name is looked up.")
        }
        do {
            _ = try await TextRecords(servers: configuration["dns.servers"]).texts(of: host)
            return Finding("DNS", .good, "Name servers answer about \(host).")
        } catch {
            return Finding(
                "DNS", .broken, "No name server answers about \(host): \(error). Accounts' domains cannot be verified; see dns.servers.")
        }
    }
}
