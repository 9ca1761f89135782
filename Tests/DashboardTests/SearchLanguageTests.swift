import Core
import Dashboard
import SQL
import TestSupport
import Testing

@Suite("Search in what people type", .onEveryDatabase)
struct SearchLanguageTests {
    private static let bodies = [
        "thai": "รหัสของคุณคือ ๔๗๑๑ ห้ามบอกใคร",
        "lao": "ລະຫັດຂອງທ່ານແມ່ນ 22",
        "khmer": "លេខកូដរបស់អ្នកគឺ",
        "burmese": "သင့်ကုဒ်မှာ",
        "japanese": "予約の確認ができました",
        "arabic": "رمزُ التحقّق الخاصّ بك إلى ١٢٣٤",
        "persian": "کد شما می‌خواهم",
        "hebrew": "הקוד שֶׁלְּךָ לכניסה שלום",
        "polish": "Paczka czeka w Łódź, ul. Piękna",
        "danish": "Ordren er på vej til Øster Allé",
        "turkish": "DOĞRULAMA KODU ışık İstanbul",
        "greek": "ΚΩΔΙΚΟΣ ΣΑΣ",
        "russian": "Ваш новый счёт",
        "korean": "인증번호를 입력하세요",
        "hindi": "आपका सत्यापन कोड",
        "emoji": "Party time 🎉👍🏽 from 🇸🇪",
        "hidden": "ver\u{AD}ification of pass\u{200D}word",
        "wide": "ＣＯＤＥ ＡＢＣ１２３",
    ]

    private static let searches: [(words: String, found: String?)] = [
        ("รหัส", "thai"), ("คุณ", "thai"), ("ห้ามบอก", "thai"), ("4711", "thai"), ("๔๗๑๑", "thai"), ("ใคร", "thai"), ("ลับ", nil),
        ("ຂອງ", "lao"), ("ລະຫັດ", "lao"), ("កូដ", "khmer"), ("របស់អ្នក", "khmer"), ("ကုဒ်", "burmese"), ("確認", "japanese"),
        ("認", "japanese"), ("た", "japanese"), ("約予", nil), ("رمز", "arabic"), ("رَمْز", "arabic"), ("التحقق", "arabic"), ("الى", "arabic"),
        ("1234", "arabic"), ("میخواهم", "persian"), ("كد", "persian"), ("שלך", "hebrew"), ("שֶׁלְּךָ", "hebrew"), ("שלומ*", "hebrew"),
        ("lodz", "polish"), ("ŁÓDŹ", "polish"), ("Ło*", "polish"), ("piekna", "polish"), ("oster alle", "danish"), ("Øster", "danish"),
        ("isik", "turkish"), ("istanbul", "turkish"), ("dogrulama", "turkish"), ("κωδικός", "greek"), ("σας", "greek"), ("счет", "russian"),
        ("новый", "russian"), ("новыи", nil), ("인증*", "korean"), ("सत्यापन", "hindi"), ("🎉", "emoji"), ("👍", "emoji"), ("👍🏿", "emoji"),
        ("🇸🇪", "emoji"), ("🇪🇸", nil), ("❤️", nil), ("verification", "hidden"), ("password", "hidden"), ("code abc123", "wide"),
        ("verifi*", "hidden"), ("ver*", "hidden"), ("verifx*", nil), ("ıs*", "turkish"),
    ]

    @Test("A message is found by a part of what it says, written with marks or without, in the scripts of the world")
    func scripts() async throws {
        try await Traffic.with { database in
            try await Traffic.load(Self.bodies.map { TrafficLine($0).with(\.body, $1).text }, into: database)
            let projects = try await Traffic.numbers(database)
            for (words, found) in Self.searches {
                let ids = try await Traffic.ids(database, Traffic.filter { $0.words = words }, projects)
                #expect(ids == found.map { [$0] } ?? [], "\(words)")
            }
        }
    }

    private static let numbers = [
        "mobile": "+46706651616", "fixed": "+390612345678", "short": "71120", "name": "Northwind", "german": "+4915112346516",
        "next": "+46706651617", "digits": "24Seven",
    ]

    @Test("The outside of what came in may be a name or a short number, which is found by its first letters")
    func outsideNames() async throws {
        let senders = ["name": "Northwind", "digits": "24Seven", "short": "46", "number": "+46706651616"]
        try await Traffic.with { database in
            try await Traffic.load(
                senders.map { TrafficLine($0).with(\.direction, "inbound").with(\.sender, $1).with(\.recipient, "+81801").text },
                into: database)
            let projects = try await Traffic.numbers(database)
            for (typed, found) in [
                ("n*", ["name"]), ("no*", ["name"]), ("northwi*", ["name"]), ("northwind", ["name"]), ("2*", ["digits"]),
                ("24s*", ["digits"]),
                ("4*", ["number", "short"]), ("46*", ["number", "short"]), ("467*", ["number"]), ("*6", ["number", "short"]),
                ("*46", ["short"]), ("070*", ["number"]), ("+81*", ["digits", "name", "number", "short"]),
                ("*801", ["digits", "name", "number", "short"]),
            ] {
                #expect(try await Traffic.ids(database, Traffic.filter { $0.number = typed }, projects).sorted() == found, "\(typed)")
            }
        }
    }

    private static let typed: [(typed: String, found: [String])] = [
        ("6516", ["german"]), ("1616", ["mobile"]), ("*16", ["german", "mobile"]), ("16", []), ("…6516", ["german"]),
        ("0706651616", ["mobile"]), ("070-665 16 16", ["mobile"]), ("070*", ["mobile", "next"]), ("0151 1234*", ["german"]),
        ("+46706651616", ["mobile"]), ("0046 70 665 16 17", ["next"]), ("46706651616", ["mobile"]), ("+46 (0)70-665 16 16", ["mobile"]),
        ("+4670", []),
        ("+4670*", ["mobile", "next"]), ("+46706651*", ["mobile", "next"]), ("0046706*", ["mobile", "next"]), ("06*", ["fixed"]),
        ("06 1234 5678", ["fixed"]), ("71120", ["short"]), ("120", ["short"]), ("northwind", ["name"]), ("north*", ["name"]),
        ("northw*", ["name"]), ("wind", []), ("24seven", ["digits"]), ("٠٧٠٦٦٥١٦١٦", ["mobile"]), ("＋４６７０＊", ["mobile", "next"]),
        ("00", []), ("0*", []), ("*", []), ("+", []),
    ]

    @Test("A number is found whole, by its last digits, by its beginning, and as it is written at home")
    func numbers() async throws {
        try await Traffic.with { database in
            try await Traffic.load(
                Self.numbers.map { TrafficLine($0).with(\.sender, $1).with(\.recipient, "+818012345999").text }, into: database)
            let projects = try await Traffic.numbers(database)
            for (typed, found) in Self.typed {
                let filter = Traffic.filter { $0.number = typed }
                #expect(try await Traffic.ids(database, filter, projects).sorted() == found, "\(typed)")
                for id in Self.numbers.keys {
                    let chosen = Traffic.filter {
                        $0.number = typed
                        $0.id = id
                    }
                    let isFound = try await Traffic.ids(database, chosen, projects) == [id]
                    #expect(isFound == found.contains(id), "\(typed), \(id) by its id")
                }
            }
        }
    }
}
