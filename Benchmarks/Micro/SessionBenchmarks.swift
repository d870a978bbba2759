import Benchmark
import Foundation
import Gatehouse

func benchmarkSessions() {
    Benchmark("Session: read from the cache, and a value of it") { benchmark in
        let store = CacheSessionStore()
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        try session.set("1", for: "_auth_user_id")
        try await session.save()
        let cookie = session.token?.text
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let session = try await LazySession(cookie: cookie, store: store, policy: SessionPolicy()).load()
            blackHole(session["_auth_user_id", as: String.self])
        }
    }
    Benchmark("Session: a value changed and saved in the cache") { benchmark in
        let store = CacheSessionStore()
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        benchmark.startMeasurement()
        for number in benchmark.scaledIterations {
            try session.set(number, for: "count")
            try await session.save()
        }
    }
}
