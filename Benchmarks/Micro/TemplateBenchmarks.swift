import Benchmark
import Gatehouse

func benchmarkTemplates() {
    let templates = [
        "base": "<!doctype html><title>{{$title}}{{/title}}</title><main>{{$main}}{{/main}}</main>",
        "line": "<li>{{name}}: {{price}}</li>",
        "cart": "{{<base}}{{$title}}Cart{{/title}}{{$main}}<h1>{{user.name}}</h1>{{>lines}}{{/main}}{{/base}}",
        "lines": "<ul>{{#lines}}{{>line}}{{/lines}}</ul>",
    ]
    Benchmark("Template: a page with a list of ten") { benchmark in
        let engine = try MustacheTemplates(builtIn: templates)
        let lines = (1...10).map { TemplateValue.object(["name": .text("Line \($0)"), "price": .text("\($0).00")]) }
        let model: TemplateModel = ["user": ["name": "Ada & Co"], "lines": .list(lines)]
        let language = Language("en", name: "English")
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try engine.render("cart", model, in: language)) }
    }
}
