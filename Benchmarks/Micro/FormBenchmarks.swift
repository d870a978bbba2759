import Benchmark
import Gatehouse

func benchmarkForms() {
    let fields = "email=ada%40example.com&first_name=Ada&last_name=Lovelace&csrfmiddlewaretoken="
    let body = Array((fields + CSRFToken.makeSecret()).utf8)
    Benchmark("Form: a body to its fields") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try FormData(urlEncoded: body)) }
    }
    Benchmark("Form: three fields of a document cleaned") { benchmark in
        let form = DocumentForm(Person.self, fields: ["email", "first_name", "last_name"])
        let data = try FormData(urlEncoded: body)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try form.bound(data).isValid) }
    }
}
