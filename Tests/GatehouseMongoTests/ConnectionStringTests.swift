import Foundation
import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

/// Options that are refused, and what the error names.
private let refusedOptions = [
    ("w=0", "w=0"), ("w=-1", "w=0"), ("safe=false", "safe=false"), ("journal=false", "journal=false"),
    ("w=majority&journal=false", "journal=false"), ("readConcernLevel=snapshot", "readConcernLevel=snapshot"),
    ("readConcernLevel=available", "readConcernLevel=available"),
    ("readConcernLevel=majority&w=1", "readConcernLevel=majority"),
    ("readConcernLevel=linearizable&w=1", "readConcernLevel=linearizable"),
]

@Suite("A connection string")
struct ConnectionStringTests {
    @Test("README and guide name every option that is refused", arguments: ["README.md", "docs/documents.md"])
    func documented(_ file: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        for (_, name) in refusedOptions where name != "readConcernLevel=linearizable" {
            #expect(text.contains("`\(name)`"), "\(name)")
        }
        #expect(text.contains("`readConcernLevel=majority` or `linearizable` with `w=1`"))
    }

    private func client(_ options: String, host: String = "127.0.0.1:1") throws -> MongoClient {
        try MongoClient(MongoSettings(url: "mongodb://\(host)/test?\(options)"))
    }

    @Test(
        "options that let writes be lost that were reported as done are refused, with the option's name",
        arguments: refusedOptions)
    func refused(_ options: String, _ name: String) {
        let error = #expect(throws: MongoError.self) { _ = try client(options) }
        #expect(error?.code == .invalidConnectionString)
        #expect(error?.reason.contains(name) == true)
    }

    @Test(
        "what is not used, unsafe or not understood is told",
        arguments: [
            ("w=1", "w=1"), ("readPreference=secondary", "readPreference"),
            ("readPreference=primaryPreferred&maxStalenessSeconds=120", "readPreference"),
            ("maxPoolSize=3", "maxPoolSize"),
            ("socketTimeoutMS=0", "socketTimeoutMS"), ("tls=true&tlsInsecure=true", "tlsInsecure"),
            ("tls=true&tlsAllowInvalidCertificates=true", "tlsAllowInvalidCertificates"), ("tsl=true", "tsl"),
            ("w=2&w=3", "'w'"), ("compressors=foo", "foo"),
        ])
    func cautions(_ options: String, _ name: String) async throws {
        let client = try client(options)
        #expect(client.cautions.count == 1)
        #expect(client.cautions.first?.contains(name) == true)
        try await client.shutdown()
    }

    @Test(
        "what is fine is passed on without a word",
        arguments: [
            "w=majority&wtimeoutMS=5000", "w=2", "retryWrites=false", "readConcernLevel=majority", "journal=true",
            "readConcernLevel=linearizable", "readPreference=primary", "connectTimeoutMS=500", "replicaSet=rs",
        ])
    func fine(_ options: String) async throws {
        let client = try client(options)
        #expect(client.cautions.isEmpty)
        try await client.shutdown()
    }

    @Test(
        "a string that is none says why",
        arguments: [
            ("mongo://h/", "mongodb://"), ("mongodb://h:99999/", "Port"), ("mongodb://h/?tls=maybe", "tls"),
            ("mongodb://", "hostname"), ("mongodb://h/?connectTimeoutMS=abc", "connecttimeoutms"),
        ])
    func invalid(_ url: String, _ word: String) {
        let error = #expect(throws: MongoError.self) { _ = try MongoClient(MongoSettings(url: url)) }
        #expect(error?.code == .invalidConnectionString)
        #expect(error?.reason.contains(word) == true)
    }

    @Test("a certificate file that is not there is named at once", arguments: ["tlsCAFile", "tlsCertificateKeyFile"])
    func files(_ name: String) {
        for path in ["/nowhere/ca.pem", "/"] {
            let error = #expect(throws: MongoError.self) { _ = try client("tls=true&\(name)=\(path)") }
            #expect(error?.reason.contains("\(name)=\(path)") == true)
        }
    }

    @Test(
        "options go only with the commands that take them, alone and in transactions",
        arguments: [
            "readConcernLevel=majority", "readConcernLevel=linearizable", "readConcernLevel=local",
            "readPreference=secondary", "w=majority&wtimeoutMS=60000", "retryWrites=false&retryReads=false",
        ])
    func everywhere(_ options: String) async throws {
        var settings = try await TestMongo.settings()
        settings.url += "&" + options
        try await TestMongo.withClient(settings) { client in
            let notes = client.collection("notes")
            try await client.ping()
            try await client.reach(within: .seconds(60))
            #expect(try await notes.ensureIndexes([MongoIndex(["text": 1])]).made == ["text_1"])
            #expect(try await notes.ensureIndexes([MongoIndex(["text": 1])]).present == ["text_1"])
            try await notes.insertOne(["_id": 1, "text": "a"])
            #expect(try await notes.findOne(["_id": 1])?["text"] == "a")
            #expect(try await notes.count() == 1)
            var read = 0
            for try await _ in notes.cursor([:], batchSize: 1) { read += 1 }
            #expect(read == 1)
            _ = try await notes.findOneAndUpdate(["_id": 1], ["$set": ["text": "b"]])
            try await notes.bulkWrite([.updateOne(["_id": 1], ["$set": ["seen": true]])], acknowledged: .primary)
            let inside = try await client.withTransaction { transaction in
                let notes = transaction.collection("notes")
                try await notes.updateOne(["_id": 1], ["$set": ["text": "c"]])
                return try await notes.findOne(["_id": 1])?["text"]?.string
            }
            #expect(inside == "c")
        }
    }
}
