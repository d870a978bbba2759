import Testing

@testable import GatehouseCommand

@Suite("The file .env")
struct DotenvTests {
    private func values(_ text: String) throws -> [String: String] {
        try DotenvFile(parsing: Array(text.utf8)).values
    }

    @Test("lines may end with LF, CR LF or CR", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(_ end: String) throws {
        let text = ["A=1", "", "# a comment", "B=two words ", "C='x'", ""].joined(separator: end)
        #expect(try values(text) == ["A": "1", "B": "two words", "C": "x"])
    }

    @Test("a byte-order mark does not lose the first line")
    func mark() throws {
        #expect(try DotenvFile(parsing: [0xEF, 0xBB, 0xBF] + Array("A=1\nB=2".utf8)).values == ["A": "1", "B": "2"])
    }

    @Test(
        "quotes, export and comments are read as dotenv files are read",
        arguments: [
            ("A=\"one\"", "one"), ("A='one'", "one"), ("export A=one", "one"), ("  export\tA = one", "one"),
            ("A=one # why", "one"), ("A=one#two", "one#two"), ("A=\"one # two\" # why", "one # two"), ("A=", ""),
            ("A=#", ""), ("A='a\\nb$c'", "a\\nb$c"), ("A=\"a\\nb\\\"c\\\\d\\$e\"", "a\nb\"c\\d$e"),
            ("A=\"two\r\nlines\"", "two\nlines"), ("A=x=y", "x=y"), ("A=don't", "don't"),
            ("A=mongodb://u:p%40@h/?a=b&c=d", "mongodb://u:p%40@h/?a=b&c=d"), ("A=1\nA=2", "2"),
            ("A=e\u{301}\r\nB=1", "e\u{301}"),
        ])
    func forms(_ text: String, _ value: String) throws {
        #expect(try values(text)["A"] == value)
    }

    @Test(
        "a line that is not understood is named by its number, and its text is not told",
        arguments: [
            ("A=1\r\nsecret", 2), ("A=1\n\n=secret", 3), ("A=\"secret", 1), ("A='1\n2'\nB='x' secret", 3),
            ("1A=secret", 1), ("A B=secret", 1), ("# a\nA: secret", 2), ("export\nA=1", 1),
        ])
    func unclear(_ text: String, _ line: Int) {
        let error = #expect(throws: DotenvError.self) { _ = try values(text) }
        #expect(error?.line == line)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("a file that is not UTF-8 is refused with its line")
    func encoding() {
        let latin = #expect(throws: DotenvError.self) {
            _ = try DotenvFile(parsing: Array("A=1\nB=".utf8) + [0xE4, 0x0A])
        }
        #expect(latin?.line == 2)
        let wide = #expect(throws: DotenvError.self) { _ = try DotenvFile(parsing: [0xFF, 0xFE, 0x41, 0]) }
        #expect(wide?.description.contains("UTF-16") == true)
    }
}
