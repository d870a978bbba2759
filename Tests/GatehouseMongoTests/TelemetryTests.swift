import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import InMemoryTracing
import Instrumentation
import Metrics
import MetricsTestKit
import Testing

@Suite("What can be seen of calls from outside")
struct TelemetryTests {
    private static let metrics = {
        let metrics = TestMetrics()
        MetricsSystem.bootstrap(metrics)
        return metrics
    }()
    private static let tracer = {
        let tracer = InMemoryTracer()
        InstrumentationSystem.bootstrap(tracer)
        return tracer
    }()

    @Test("each call is a span and a time by command and outcome, and none holds a value")
    func observed() async throws {
        let (metrics, tracer) = (Self.metrics, Self.tracer)
        try await TestMongo.withClient { client in
            let notes = client.collection("telemetry")
            try await notes.insertOne(["_id": "secret value"])
            _ = try await notes.findOne(["_id": "secret value"])
            await #expect(throws: MongoError.self) { try await notes.insertOne(["_id": "secret value"]) }
        }
        for (command, outcome) in [("insert", "ok"), ("find", "ok"), ("insert", "duplicate key")] {
            let timer = try metrics.expectTimer(
                "gatehouse_mongo_duration", [("command", command), ("outcome", outcome)])
            #expect(timer.values.contains { $0 > 0 })
        }
        #expect(try !metrics.expectTimer("gatehouse_mongo_wait").values.isEmpty)
        let spans = tracer.finishedSpans
        #expect(spans.contains { $0.operationName == "mongodb insert" })
        #expect(spans.contains { $0.operationName == "mongodb find" })
        let told = spans.flatMap { span in ["\(span.attributes)"] + span.errors.map { "\($0.error) \($0.attributes)" } }
        #expect(told.contains { $0.contains("duplicate key") })
        #expect(!told.contains { $0.contains("secret value") })
    }

    @Test(
        "who is known by a password gets in, and a wrong one is told apart from a fault",
        arguments: TestMongo.Server.allCases)
    func credentials(_ server: TestMongo.Server) async throws {
        let settings = try await TestMongo.settings(on: server)
        try await TestMongo.withClient(settings) { client in
            try await client.run([
                "createUser": "ada", "pwd": "right p@ss",
                "roles": [["role": "readWrite", "db": .string(client.defaultDatabase)]],
            ])
            for (password, isRight) in [("right%20p%40ss", true), ("wrong", false)] {
                let separator = settings.url.contains("?") ? "&" : "?"
                var other = settings
                other.url =
                    settings.url.replacing("mongodb://", with: "mongodb://ada:\(password)@") + separator
                    + "authSource=\(client.defaultDatabase)"
                let user = try MongoClient(other)
                if isRight {
                    try await user.collection("notes").insertOne(["_id": 1])
                } else {
                    let error = await #expect(throws: MongoError.self) { try await user.ping() }
                    #expect(error?.code == .unauthorized)
                    #expect(error?.description.contains("wrong") == false)
                }
                try await user.shutdown()
            }
            try await client.run(["dropUser": "ada"])
        }
    }
}
