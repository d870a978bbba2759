import Benchmark

/// What a request is made of, piece by piece, without network and store.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock], warmupIterations: 10, scalingFactor: .kilo, maxDuration: .seconds(1),
        maxIterations: 1000)
    benchmarkBSON()
    benchmarkSigning()
    benchmarkCookies()
    benchmarkForms()
    benchmarkTemplates()
    benchmarkSessions()
}
