import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("The names of a schema")
struct SchemaNameTests {
    @Test("an optional property that is stored under another name is refused before anything is asked or made")
    func optional() async throws {
        let people = Documents(Misnamed.self, in: .memory())
        func refused(_ work: () async throws -> Void) async {
            let error = await #expect(throws: DocumentError.self) { try await work() }
            #expect(error?.code == .misnamedField && error?.fields == ["nick_name"])
        }
        await refused { _ = try await people.ensureIndexes() }
        await refused { _ = try await people.first { $0.nick == "ada" } }
        await refused { _ = try await people.count { $0.nick == "ada" } }
        await refused { _ = try await people.update({ $0.nick == "ada" }) { [$0.nick.set("bea")] } }
        await refused { _ = try people.loader(by: \.nick) }
        await refused {
            var person = Misnamed()
            try await people.insert(&person)
        }
    }

    @Test("names by CodingKeys, of keys, versions, enumerations and lists are the ones that are stored")
    func right() async throws {
        let things = Documents(Named.self, in: .memory())
        _ = try await things.ensureIndexes()
        var thing = Named(nick: "a", kind: .second, parts: [Part(name: "x")], version: 0)
        try await things.insert(&thing)
        #expect(try await things.first { $0.nick == "a" } == thing)
        var unset = Named(nick: nil, kind: .first, parts: [], version: 0)
        try await things.insert(&unset)
    }

    @Test("a type that reads some members only at times is not refused")
    func choosing() async throws {
        let shapes = Documents(Shape.self, in: .memory())
        _ = try await shapes.ensureIndexes()
        var circle = Shape.circle(radius: 1)
        try await shapes.insert(&circle)
    }

    @Test("a document without a value, or with null, has the schema's default")
    func missing() async throws {
        try await TestMongo.withClient { client in
            let stored = client.collection("members")
            try await stored.insertMany([["_id": 1, "name": "old"], ["_id": 2, "name": "null", "plan": .null]])
            try await stored.insertOne(["_id": 3, "name": "paying", "plan": "paid"])
            let members = Documents(Member.self, client: client)
            #expect(try await members.find(sortedBy: { [$0.id.ascending] }).map(\.plan) == ["free", "free", "paid"])
            #expect(try await members.find(1)?.plan == "free")
            var old = try #require(try await members.find(1))
            try await members.update(&old) { $0.plan = "paid" }
            #expect(try await stored.findOne(["_id": 1])?["plan"] == "paid")
            #expect(try Member.schema.make(["name": "new"]).plan == "free")
        }
    }

    @Test("a document that does not fit hides no other, and is named by its key and field")
    func readable() async throws {
        try await TestMongo.withClient { client in
            try await client.collection("members").insertMany([
                ["_id": 1, "name": "a"], ["_id": 2, "name": 7], ["_id": 3], ["_id": "x", "name": "b"],
                ["_id": 4, "name": "c"],
            ])
            let members = Documents(Member.self, client: client)
            let found = try await members.findReadable(sortedBy: { [$0.id.ascending] })
            #expect(found.documents.map(\.name) == ["a", "c"])
            #expect(found.unreadable.map(\.key) == [2, 3, "x"])
            #expect(found.unreadable.map(\.fields) == [["name"], ["name"], ["_id"]])
            #expect(found.unreadable.allSatisfy { $0.code == .undecodable && $0.collection == "members" })
            var named: [BSONValue?] = []
            #expect(try await members.check { named.append($0.key) } == 5)
            #expect(named.count == 3)
        }
    }
}

private struct Misnamed: Document {
    static let collection = "misnamed"
    var id: ObjectID?
    var nick: String?
    static let schema = Schema<Misnamed> {
        PrimaryKey(\.id, .objectID)
        Field("nick_name", \.nick, .unique)
    }
}

private struct Part: EmbeddedDocument, Equatable {
    var name: String
    static let fields = Fields<Part> { Field("name", \.name) }
}

private struct Named: Document, Equatable {
    /// Of no value that could be made up.
    enum Kind: String, Codable { case first, second }
    static let collection = "named"
    var id: ObjectID?
    var nick: String?
    var kind: Kind
    var parts: [Part]
    var seen: Date?
    var version: Int

    enum CodingKeys: String, CodingKey {
        case id, kind, parts, seen, version
        case nick = "nickName"
    }

    static let schema = Schema<Named> {
        PrimaryKey(\.id, .objectID)
        Field("nick_name", \.nick, .unique)
        Field("kind", \.kind)
        Field("parts", \.parts)
        Field("seen", \.seen)
        Version("version", \.version)
    }
}

/// Reads other members for each kind.
private struct Shape: Document {
    static let collection = "shapes"
    var id: ObjectID?
    var kind: String
    var radius: Int?
    var width: Int?

    static func circle(radius: Int) -> Shape { Shape(kind: "circle", radius: radius) }

    init(kind: String, radius: Int? = nil, width: Int? = nil) {
        self.kind = kind
        self.radius = radius
        self.width = width
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decodeIfPresent(ObjectID.self, forKey: .id)
        kind = try members.decode(String.self, forKey: .kind)
        if kind == "circle" {
            radius = try members.decodeIfPresent(Int.self, forKey: .radius)
        } else {
            width = try members.decodeIfPresent(Int.self, forKey: .width)
        }
    }

    static let schema = Schema<Shape> {
        PrimaryKey(\.id, .objectID)
        Field("kind", \.kind)
        Field("radius", \.radius)
        Field("width", \.width)
    }
}

private struct Member: Document {
    static let collection = "members"
    var id: Int?
    var name: String
    var plan: String
    static let schema = Schema<Member> {
        PrimaryKey(\.id, .sequence)
        Field("name", \.name)
        Field("plan", \.plan, .missing("free"))
    }
}
