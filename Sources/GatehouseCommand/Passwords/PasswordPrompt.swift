import Foundation

/// Reads a password: from the terminal without echo, or the whole first line of standard input.
enum PasswordPrompt {
    /// - Throws: ``StartError`` when there is none, or when the second typing differs from the first.
    static func read(confirming: Bool) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine(strippingNewline: true) else {
                throw StartError("There is no password on standard input.")
            }
            return line
        }
        let password = try ask("Password: ")
        if confirming, !password.utf8.elementsEqual(try ask("Password again: ").utf8) {
            throw StartError("The two passwords do not match.")
        }
        return password
    }

    private static func ask(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw StartError("The terminal cannot be read.") }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        // With ISIG off, Ctrl-C is a character and cannot leave the terminal without echo; it is refused below.
        settings.c_lflag &= ~tcflag_t(ISIG)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0 else {
            throw StartError("The terminal's echo cannot be turned off. Give the password on standard input.")
        }
        defer {
            var before = before
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine(strippingNewline: true), !line.utf8.contains(3) else {
            throw StartError("No password was typed.")
        }
        return line
    }
}
